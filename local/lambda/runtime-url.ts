import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';

let url: URL | undefined;

/**
 * The runtime of functions as JavaScript. Otherwise Node would strip its types for each execution environment,
 * which takes as long as starting the thread.
 */
export function runtimeUrl(): URL {
  if (url) return url;
  const source = readFileSync(new URL('./runtime.ts', import.meta.url), 'utf8');
  const { code } = transformSync(source, { loader: 'ts', format: 'esm', target: 'node24' });
  url = new URL(`data:text/javascript,${encodeURIComponent(code)}`);
  return url;
}

import { readFile } from 'node:fs/promises';
import type { OnLoadResult, Plugin } from 'esbuild';

/**
 * Makes bundles carry less of the AWS SDK: to read a bundle is most of a cold start. It changes how the SDK's modules are
 * written, so that what is not used can be left out, and nothing of what they do.
 *
 * - Of a client's `package.json`, which its user agent names, only the version is read.
 * - A schema with a key that is computed, as `{ [_h]: … }` is with `const _h = "http"`, counts as code with effects, which
 *   stays though nothing uses it: all commands of a service that speaks REST. With the key itself it is left out.
 */
export function leanSdk(): Plugin {
  return {
    name: 'lean-sdk',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/ }, versionOnly);
      onLoad({ filter: /[\\/]@aws-sdk[\\/].*[\\/]schemas[\\/]schemas_\d+\.js$/ }, plainKeys);
    },
  };
}

async function versionOnly({ path }: { path: string }): Promise<OnLoadResult> {
  const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string };
  return { contents: JSON.stringify({ version }), loader: 'json' };
}

async function plainKeys({ path }: { path: string }): Promise<OnLoadResult> {
  return { contents: withPlainKeys(await readFile(path, 'utf8')), loader: 'js' };
}

/** The source of a module, its computed keys replaced by the strings that they are constants for. */
export function withPlainKeys(source: string): string {
  const constants = source.matchAll(/^const (\w+) = ("[^"\\]*");$/gm);
  const values = new Map([...constants].map(([, name = '', value = '']) => [name, value]));
  return source.replace(/([{,]\s*)\[(\w+)\]:/g, (key, start: string, name: string) => {
    const value = values.get(name);
    return value === undefined ? key : `${start}${value}:`;
  });
}

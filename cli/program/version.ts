import { readFileSync } from 'node:fs';
import { versions } from 'node:process';

/** `ecr-steward 0.2.0, Node.js 24.21.0` */
export function versionLine(): string {
  return `ecr-steward ${version()}, Node.js ${versions.node}`;
}

/** `0.2.0` */
export function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

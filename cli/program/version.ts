import { readFileSync } from 'node:fs';
import { versions } from 'node:process';

/** `ecr-steward 0.2.0, Node.js 24.21.0` */
export function versionLine(): string {
  const file = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return `ecr-steward ${version}, Node.js ${versions.node}`;
}

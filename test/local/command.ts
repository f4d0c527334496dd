import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The AWS CLI at a local AWS. Its answers are read where they are JSON. */
export function cliFor(endpoint: string, variables: Readonly<Record<string, string>> = {}) {
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DEFAULT_REGION: 'eu-west-1',
    ...variables,
  };
  return async (...args: string[]) => {
    const { stdout } = await run('aws', [...args, '--output', 'json'], { env });
    return /^[{[]/.test(stdout) ? JSON.parse(stdout) : stdout.trim();
  };
}

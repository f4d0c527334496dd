import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** What a program has printed, and how long it took. */
export interface Ran {
  stdout: string;
  stderr: string;
  seconds: number;
}

/**
 * Runs a program with its calls of AWS sent to an endpoint.
 *
 * @param env - What it needs besides.
 * @throws Error when it ends with another exit code than 0.
 */
export async function run(
  program: string,
  args: readonly string[],
  { cwd, env }: { cwd?: string; env: Readonly<Record<string, string>> },
): Promise<Ran> {
  const { PATH, HOME } = process.env;
  const began = performance.now();
  const child = spawn(program, args, {
    ...{ cwd, stdio: ['ignore', 'pipe', 'pipe'] },
    env: {
      ...{ PATH, HOME, AWS_EC2_METADATA_DISABLED: 'true' },
      ...{ AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench', ...env },
    },
  });
  const printed = Promise.all([text(child.stdout), text(child.stderr)]);
  const [exitCode] = await once(child, 'close');
  const [stdout, stderr] = await printed;
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  if (exitCode !== 0)
    throw new Error(`${program} ${args[0]}: exit ${exitCode}\n${stderr.slice(-2000)}`);
  return { stdout, stderr, seconds };
}

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The folder of external suites and clients; git ignores it. */
const TOOLS = join(import.meta.dirname, '..', '.tools');

/** Pinned, so that the tables of expected differences hold. */
const MOTO = '5.2.5';
const OCI = 'v0.0.0-20260831232431-97274622c111';

/** Something that a suite needs could not be installed. */
export class NotAvailableError extends Error {
  override readonly name = 'NotAvailableError';
}

/**
 * The Python that has moto, boto3 and pytest, in a virtual environment of its own; created on first use.
 *
 * @throws NotAvailableError when there is no Python, or its packages cannot be installed
 */
export async function python(): Promise<string> {
  const home = join(TOOLS, 'python');
  const program = join(home, 'bin', 'python');
  const packages = [`moto[server]==${MOTO}`, 'boto3', 'pytest', 'pytest-timeout', 'freezegun'];
  if (await works(program, ['-c', 'import moto, pytest, freezegun'])) return program;
  await get('python3', ['-m', 'venv', home]);
  await get(program, ['-m', 'pip', 'install', '--quiet', ...packages]);
  return program;
}

/**
 * moto's own tests, from its source package.
 *
 * @returns the folder that holds `tests/`
 * @throws NotAvailableError when the package cannot be downloaded
 */
export async function motoTests(): Promise<string> {
  const folder = join(TOOLS, `moto-${MOTO}`);
  if (existsSync(join(folder, 'tests'))) return folder;
  await mkdir(TOOLS, { recursive: true });
  const source = ['--no-deps', '--no-binary', 'moto', '--dest', TOOLS, `moto==${MOTO}`];
  await get(await python(), ['-m', 'pip', 'download', '--quiet', ...source]);
  await get('tar', ['-xzf', `${folder}.tar.gz`, '-C', TOOLS]);
  return folder;
}

/**
 * The OCI conformance test of registries.
 *
 * @returns the program
 * @throws NotAvailableError when there is no Go, or the module cannot be installed
 */
export async function ociConformance(): Promise<string> {
  const bin = join(TOOLS, 'bin');
  const program = join(bin, 'conformance');
  if (existsSync(program)) return program;
  const module = `github.com/opencontainers/distribution-spec/conformance@${OCI}`;
  await get('go', ['install', module], { GOBIN: bin });
  return program;
}

async function works(program: string, args: readonly string[]): Promise<boolean> {
  return run(program, [...args]).then(
    () => true,
    () => false,
  );
}

async function get(program: string, args: readonly string[], env: Record<string, string> = {}) {
  try {
    await run(program, [...args], { env: { ...process.env, ...env } });
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    const said = stderr.trim().split('\n').at(-1) || message;
    throw new NotAvailableError(`${program} ${args.slice(0, 3).join(' ')}: ${said}`, {
      cause: error,
    });
  }
}

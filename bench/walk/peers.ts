import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Fault } from '../../local/aws.ts';
import type { SyntheticSize } from '../../local/ecr/synthetic/size.ts';
import { isExecutable } from '../../shared/cache/doctor/docker.ts';
import { answer } from '../child.ts';
import type { Asked, Served } from '../inventory/serve.ts';
import { peakMemory } from '../peak-memory.ts';

/** How another tool reads a registry. */
export interface PeerRun {
  seconds: number;
  /** Calls by operation. */
  calls: Record<string, number>;
  totalCalls: number;
  /** Peak memory of its process; 0 where this machine does not say. */
  peakBytes: number;
  exitCode: number;
}

interface Peer {
  program: string;
  /** Files that it needs, by name, in the folder in which it runs. */
  files: Record<string, string>;
  args: readonly string[];
}

/** Cloud Custodian (`pip install c7n`) and ecrm (github.com/fujiwara/ecrm), where they are installed. */
export const peers: Record<string, Peer> = {
  'Cloud Custodian, ecr-image': {
    program: 'custodian',
    files: { 'policy.yml': 'policies: [{ name: images, resource: aws.ecr-image }]\n' },
    args: ['run', '--region', 'eu-west-1', '--cache-period', '0', '-s', '.', 'policy.yml'],
  },
  'ecrm plan': {
    program: 'ecrm',
    files: {
      'ecrm.yaml': 'repositories: [{ name_pattern: "*", expires: 30days, keep_count: 3 }]\n',
      'in-use.json': '[]\n',
    },
    args: ['plan', '--no-scan', '--scanned-files', 'in-use.json', '--output', 'plan.txt'],
  },
};

const root = join(import.meta.dirname, '..', '..');

/** The path of a program in `.tools/bin`, where `.ci/tools` puts such programs, or on the PATH; else undefined. */
export function installed(program: string): string | undefined {
  const folders = [join(root, '.tools', 'bin'), ...(process.env.PATH ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

/** Lets a peer read a synthetic registry of this size, which is served by a process of its own. */
export async function runPeer(
  { files, args }: Peer,
  program: string,
  synthetic: SyntheticSize,
  faults: readonly Fault[],
): Promise<PeerRun> {
  const server = fork(join(root, 'bench', 'inventory', 'serve.ts'), [
    JSON.stringify({ synthetic, faults }),
  ]);
  const folder = await mkdtemp(join(tmpdir(), 'walk-peer-'));
  try {
    const { endpoint } = await answer<Served>(server);
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const began = performance.now();
    const ended = await runProgram(program, args, folder, endpoint);
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    server.send('what were you asked?');
    const { calls } = await answer<Asked>(server);
    const totalCalls = Object.values(calls).reduce((sum, count) => sum + count, 0);
    return { seconds, calls, totalCalls, ...ended };
  } finally {
    server.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

async function runProgram(
  program: string,
  args: readonly string[],
  cwd: string,
  endpoint: string,
): Promise<{ peakBytes: number; exitCode: number }> {
  const { PATH, HOME } = process.env;
  const child = spawn(program, args, {
    ...{ cwd, stdio: ['ignore', 'ignore', 'pipe'] },
    env: {
      ...{ PATH, HOME, AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'eu-west-1' },
      ...{ AWS_DEFAULT_REGION: 'eu-west-1', AWS_EC2_METADATA_DISABLED: 'true' },
      ...{ AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' },
    },
  });
  let peakBytes = 0;
  let output = '';
  child.stderr?.on('data', (text) => {
    output = `${output}${text}`.slice(-2000);
  });
  const watching = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakMemory(child.pid ?? 0) ?? 0);
  }, 50);
  try {
    const [exitCode] = await once(child, 'exit');
    if (exitCode !== 0) console.error(`${program}: exit ${exitCode}\n${output}`);
    return { peakBytes, exitCode };
  } finally {
    clearInterval(watching);
  }
}

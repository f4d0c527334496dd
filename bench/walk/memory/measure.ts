import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import esbuildConfig from '../../../esbuild.config.ts';
import type { SyntheticSize } from '../../../local/ecr/synthetic/size.ts';
import { answer } from '../../child.ts';
import type { Asked, Served } from './serve.ts';
import type { Walked } from './walk.ts';

/** Repositories whose tags are watched: in two slices, eight that are read at a time. */
const watched = ['team-0000/service-0', 'team-0005/service-0'].flatMap((start) =>
  Array.from({ length: 8 }, (_, at) => `${start}${at}`),
);

/** All capabilities on. The tags of all images would be millions of items: some repositories are watched. */
const registryYml = `
naming:
  tags: [{ rule: versions, kinds: [semver], patterns: ['build-[0-9]+'] }]
movedTags: [{ repositories: ${JSON.stringify(watched)}, mutable: [latest] }]
baseline: [{ repositories: ["team-0000/**"], scanOnPush: true }]
scanning: { rules: [{ rule: critical, repositories: ["team-0000/**"], fail: { critical: 0 } }] }
inventory: { settings: false }
`;

/** Peak memory of a process that walks a synthetic registry for all capabilities. @param flags - Of its V8. */
export async function measureMemoryOf(
  synthetic: SyntheticSize,
  flags: readonly string[],
): Promise<Walked> {
  const [night] = await measureNights({ synthetic, registryYml, recorded: watched }, flags, 1);
  if (night === undefined) throw new Error('there was no night');
  return night;
}

/** What a walk has needed. */
export interface NightOf extends Walked {
  /** Calls of ECR. */
  calls: number;
  seconds: number;
}

/** Walks, each in a process of its own, over the same registry. @param flags - Of their V8. */
export async function measureNights(
  asked: Asked,
  flags: readonly string[],
  nights: number,
): Promise<NightOf[]> {
  const folder = await mkdtemp(join(tmpdir(), 'walk-memory-'));
  const server = start(join(import.meta.dirname, 'serve.ts'), [JSON.stringify(asked)], {});
  try {
    const served = await answer<Served>(server);
    const { PATH, HOME } = process.env;
    const credentials = { AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' };
    const env = { PATH, HOME, ...credentials, ...served };
    const walk = await bundleInto(folder);
    const measured: NightOf[] = [];
    while (measured.length < nights) {
      const began = performance.now();
      const walked = await answer<Walked>(start(walk, [], { env, execArgv: [...flags] }));
      const seconds = Math.round((performance.now() - began) / 100) / 10;
      const calls = answer<number>(server);
      server.send('calls');
      measured.push({ ...walked, seconds, calls: await calls });
    }
    return measured;
  } finally {
    server.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/** As the function is: its sources would need more memory. */
async function bundleInto(folder: string): Promise<string> {
  const { exclude: _, outputFileExtension, skipRebuild: __, ...options } = esbuildConfig();
  const outfile = join(folder, `walk${outputFileExtension}`);
  const entryPoints = [join(import.meta.dirname, 'walk.ts')];
  await build({ ...options, platform: 'node', format: 'esm', entryPoints, outfile });
  return outfile;
}

function start(file: string, args: readonly string[], options: object): ChildProcess {
  const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const;
  return fork(file, args, { stdio: [...stdio], execArgv: [], ...options });
}

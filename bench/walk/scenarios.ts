import { createHash } from 'node:crypto';
import type { StartedAws } from '../../local/aws.ts';
import { run } from '../inventory/run.ts';
import { measureMemoryOf } from './memory/measure.ts';
import { measureNight, measureRun, type Night, type Started, withStack } from './night.ts';
import { installed, type PeerRun, peers, runPeer } from './peers.ts';
import { recordTags } from './record-tags.ts';
import type { WalkSize } from './registry.ts';

/** What is measured of a night, whatever functions a stack has: the same before the walk and with it. */

/** Something stands in it, and no image is changed. */
export const usual: WalkSize = {
  ...{ repositories: 1000, imagesPerRepository: 200 },
  ...{ violations: 100, pushed: 'last year' },
};

/** Every violation is acted on. */
export const large: WalkSize = {
  ...{ repositories: 20_000, imagesPerRepository: 20 },
  ...{ violations: 500, pushed: 'today' },
};

export const standing: WalkSize = {
  ...{ repositories: 1000, imagesPerRepository: 20 },
  ...{ violations: 10_000, pushed: 'last year' },
};

/** The calls a second that ECR answers where the wall is measured, of all operations but PutImage together. */
export const RATE = 50;

/** The default quota of PutImage, which ECR counts apart. */
const PUT_IMAGES = 10;

/** What a walk asks ECR, without PutImage. */
const limitedTogether = [
  ...['DescribeRegistry', 'GetRegistryPolicy', 'GetRegistryScanningConfiguration'],
  ...['DescribePullThroughCacheRules', 'DescribeRepositoryCreationTemplates'],
  ...['DescribeRepositories', 'DescribeImages', 'BatchGetImage', 'BatchDeleteImage'],
  ...['GetLifecyclePolicy', 'GetRepositoryPolicy', 'ListTagsForResource'],
  ...['BatchGetRepositoryScanningConfiguration', 'DescribeImageScanFindings'],
  ...['DescribeImageReplicationStatus'],
].map((operation) => `ecr:${operation}`);

/** How often a walk is killed. */
const KILL_EVERY_MS = 300_000;

/** One night, and what its images are like afterwards. */
export interface Wall extends Night {
  /** How many images have a quarantine tag. */
  quarantined: number;
  /** A digest of all images with their tags. */
  end: string;
  /** How often a function was killed. */
  kills: number;
  /** Were the calls limited to RATE? Without a walk, they are not: the wall is then calls ÷ RATE. */
  limited: boolean;
}

export interface Memory {
  images: number;
  peakBytes: number;
}

/** Calls of a night, of which those of a day follow. */
export function measureCalls(): Promise<Night> {
  return withStack(usual, { inventorySettings: true }, measureSecondNight);
}

/** Requests to DynamoDB of a night in which nothing is new. */
export function measureStanding(): Promise<Night> {
  return withStack(standing, { inventorySettings: true }, measureSecondNight);
}

/** The first night reports every violation; all others are like the second. */
async function measureSecondNight(started: Started): Promise<Night> {
  await recordTags(started);
  await measureNight(started);
  return measureNight(started);
}

/** A night of many repositories; the walk alone where there is one, at RATE, killed now and then or not. */
export function measureWall({
  killed,
  size = large,
  killEveryMs = KILL_EVERY_MS,
  rate = RATE,
}: {
  killed: boolean;
  size?: WalkSize;
  killEveryMs?: number;
  rate?: number;
}): Promise<Wall> {
  return withStack(size, { inventorySettings: false }, async (started) => {
    await recordTags(started);
    const limited = started.stack.functions.some(({ name }) => name === 'walk');
    if (!limited) {
      const night = await measureNight(started);
      return { ...night, ...stateOf(started.aws), kills: 0, limited };
    }
    started.aws.faults.set([
      { operations: ['ecr:PutImage'], requestsPerSecond: PUT_IMAGES },
      { operations: limitedTogether, requestsPerSecond: rate },
    ]);
    let kills = 0;
    const kill = async () => {
      kills += await started.stack.kill('walk');
    };
    const killing = killed ? setInterval(() => void kill(), killEveryMs) : undefined;
    try {
      const walk = await measureWalk(started);
      return { runs: { walk }, all: walk, ...stateOf(started.aws), kills, limited };
    } finally {
      clearInterval(killing);
    }
  });
}

function measureWalk(started: Started) {
  return measureRun(started, 'walk', 1);
}

function stateOf(aws: StartedAws): Pick<Wall, 'quarantined' | 'end'> {
  const { imageDetails } = aws.snapshot();
  const isQuarantined = (tag: string) => tag.startsWith('quarantine-');
  const lines = imageDetails.map(
    (it) => `${it.repositoryName}@${it.imageDigest} ${it.imageTags?.toSorted()}`,
  );
  return {
    quarantined: imageDetails.filter((it) => it.imageTags?.some(isQuarantined)).length,
    end: createHash('sha256').update(lines.toSorted().join('\n')).digest('hex'),
  };
}

/** Peak memory of the process that walks a synthetic registry for all capabilities. */
export async function measureMemory(): Promise<Memory[]> {
  const heap = ['--max-old-space-size=72', '--max-semi-space-size=4'];
  const measured: Memory[] = [];
  for (const imagesPerRepository of [100, 5000]) {
    const size = { repositories: 1000, imagesPerRepository };
    const { peakBytes } = await measureMemoryOf(size, heap);
    measured.push({ images: size.repositories * imagesPerRepository, peakBytes });
  }
  return measured;
}

/** Every peer that is installed, and our own reader, on the same synthetic registry; 40 ms for each call. */
export async function measurePeers(): Promise<Record<string, PeerRun | undefined>> {
  const size = { repositories: 1000, imagesPerRepository: 200 };
  const latency = [{ latencyMs: 40 }];
  const ours = await run('ours, kept', size, latency);
  const measured: Record<string, PeerRun | undefined> = {
    'ecr-steward': { ...ours, seconds: Math.round(ours.wallMs / 100) / 10, exitCode: 0 },
  };
  for (const [name, peer] of Object.entries(peers)) {
    const program = installed(peer.program);
    measured[name] =
      program === undefined ? undefined : await runPeer(peer, program, size, latency);
  }
  return measured;
}

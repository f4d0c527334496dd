import { BatchGetImageCommand } from '@aws-sdk/client-ecr';
import type { Uses as Running } from '../../../local/aws.ts';
import type { UsesOptions } from '../../../shared/use/options.ts';
import { usesReading } from '../../../shared/use/reading.ts';
import type { ImageUse } from '../../../shared/use/uses.ts';
import { repositoryName } from '../../local/images.ts';
import { enforce, nameOfImage, startShielding } from '../shield/shielding.ts';

export const uri = (rest: string) =>
  `123456789012.dkr.ecr.eu-west-1.amazonaws.com/${repositoryName}${rest}`;

export const byDigest = (name: string) => uri(`@${nameOfImage(name)}`);

export type Started = Awaited<ReturnType<typeof startShielding>>;

/** How an image was lost, as a public report tells. */
export interface Incident {
  /** What of it cannot be pulled in the end, without the shield: tags, or digests where these are used. */
  lost: readonly string[];
  running?: Running;
  /** Where that is read. Default: ECS and Lambda. */
  sources?: Pick<UsesOptions, 'sources' | 'files' | 'taskDefinitions' | 'functionVersions'>;
  /** Pushes before the nightly walk; the last of it puts the lifecycle policy. */
  before(started: Started): Promise<unknown>;
  /** Pushes after the walk. Default: none. */
  after?(started: Started): Promise<unknown>;
}

export interface Outcome extends Started {
  /** What runs, or is kept for a rollback. */
  uses: readonly ImageUse[];
  /** Those of them that cannot be pulled any more. */
  lost: readonly ImageUse[];
}

/** Plays an incident: pushes, the nightly walk, pushes, ten days, and the lifecycle policy runs. */
export async function play(
  { running, sources = { sources: ['ecs', 'lambda'] }, before, after }: Incident,
  shield: 'shield' | 'no shield',
): Promise<Outcome> {
  const started = await startShielding(shield === 'shield' ? enforce : 'shield: []', running);
  const registry = async () => ({ registryId: '123456789012', region: 'eu-west-1' });
  const uses = usesReading({ ...sources, registry }, started.config);
  await before(started);
  const { images, unknown } = await uses();
  if (unknown.length > 0) throw new Error(`not read: ${JSON.stringify(unknown)}`);
  await started.walked({ uses });
  await after?.(started);
  const lostBefore = await lostOf(started, images);
  if (lostBefore.length > 0) throw new Error(`lost before: ${JSON.stringify(lostBefore)}`);
  started.runPolicies();
  return { ...started, uses: images, lost: await lostOf(started, images) };
}

async function lostOf(started: Started, uses: readonly ImageUse[]): Promise<ImageUse[]> {
  const lost: ImageUse[] = [];
  for (const use of uses) {
    if (!(await isPullable(started, use.imageId))) lost.push(use);
  }
  return lost;
}

/** Whether a task can start: all images of an index are there as well. */
async function isPullable(started: Started, imageId: ImageUse['imageId']): Promise<boolean> {
  const { ecr } = started;
  const { images: [found] = [] } = await ecr.send(
    new BatchGetImageCommand({ repositoryName, imageIds: [imageId] }),
  );
  if (found === undefined) return false;
  const { manifests = [] } = JSON.parse(found.imageManifest ?? '') as {
    manifests?: { digest: string }[];
  };
  for (const { digest } of manifests) {
    if (!(await isPullable(started, { imageDigest: digest }))) return false;
  }
  return true;
}

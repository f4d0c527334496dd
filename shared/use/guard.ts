import { ECSClient, type ECSClientConfig } from '@aws-sdk/client-ecs';
import { LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import type { RegistryIdentity } from '../registry/identity.ts';
import { explain } from '../runtime/explain.ts';
import type { NamedImage } from './image-uri.ts';
import { type ImageUse, rememberedFor, type Uses, usesOf } from './uses.ts';

/** An image of which a tag is to be removed, or that is to be deleted. */
export interface GuardedImage {
  repository: string;
  /** The tag to be removed. Default: unknown. */
  tag?: string;
  /** All of its tags. */
  tags: readonly string[];
  digest: string;
  /** As ECR reports it: up to a day late, absent for one that was never pulled. */
  lastRecordedPullTime?: Date | undefined;
}

/**
 * Why an image is to be left alone, as the end of a sentence: somebody runs it, it was pulled lately, or neither could
 * be found out. Undefined when nothing is known to use it. Never throws.
 */
export type UseGuard = (image: GuardedImage) => Promise<{ why: string } | undefined>;

/** The services that are asked for the images that they run. */
export type UseSource = 'ecs' | 'lambda';

/** Days after its last pull for which an image counts as in use. */
export const PULLED_LATELY_DAYS = 30;

const DAY_MS = 86_400_000;

/** Milliseconds: a burst of events, or a run over the registry, asks once a minute, not once per image. */
const REMEMBERED_MS = 60_000;

/**
 * A guard by pull time and by who runs what. An image that was pulled lately needs no look.
 *
 * @param look - Called for each image, so it has to cache its answer.
 */
export function inUse(look: () => Promise<Uses>, now: () => Date = () => new Date()): UseGuard {
  return async (image) => {
    const pulled = image.lastRecordedPullTime;
    if (pulled && now().getTime() - pulled.getTime() <= PULLED_LATELY_DAYS * DAY_MS) {
      return { why: `it was pulled on ${pulled.toISOString().slice(0, 10)}` };
    }
    const unknown = 'it is unknown whether it is in use';
    try {
      const { images, beyond } = await look();
      const use = images.find((it) => isUseOf(it, image));
      if (use) return { why: `${use.by[0]} runs it, as ${nameOf(use.imageId)}${others(use)}` };
      if (beyond.length === 0) return undefined;
      return { why: `${unknown}: there are more ${beyond.join(', ')} than ecr-steward reads` };
    } catch (error) {
      return { why: `${unknown}: ${explain(error) ?? String(error)}` };
    }
  };
}

/** By its digest, and by any of its tags, as each of them pulls the same image. */
function isUseOf({ repository, imageId }: NamedImage, image: GuardedImage): boolean {
  if (repository !== image.repository) return false;
  if ('imageDigest' in imageId) return imageId.imageDigest === image.digest;
  return imageId.imageTag === image.tag || image.tags.includes(imageId.imageTag);
}

function nameOf(imageId: NamedImage['imageId']): string {
  return 'imageTag' in imageId ? imageId.imageTag : imageId.imageDigest;
}

function others({ by }: ImageUse): string {
  return by.length > 1 ? ` (and ${by.length - 1} more)` : '';
}

/**
 * A guard that asks ECS and Lambda of the account and region, as soon as the first image needs it: before, no client
 * is made. Without sources only the pull time counts.
 *
 * @param registry - The registry of the images; called with each look.
 */
export function createUseGuard(
  {
    sources,
    registry,
  }: { sources: readonly UseSource[]; registry: () => Promise<RegistryIdentity> },
  clientDefaults: ECSClientConfig & LambdaClientConfig,
): UseGuard {
  if (sources.length === 0) return inUse(async () => ({ images: [], beyond: [] }));
  let clients: { ecs: ECSClient | undefined; lambda: LambdaClient | undefined } | undefined;
  return inUse(
    rememberedFor(REMEMBERED_MS, async () => {
      clients ??= {
        ecs: sources.includes('ecs') ? new ECSClient(clientDefaults) : undefined,
        lambda: sources.includes('lambda') ? new LambdaClient(clientDefaults) : undefined,
      };
      return usesOf(clients, await registry());
    }),
  );
}

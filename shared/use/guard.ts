import { ECSClient, type ECSClientConfig } from '@aws-sdk/client-ecs';
import { LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import type { RegistryIdentity } from '../registry/identity.ts';
import { explain } from '../runtime/explain.ts';
import type { NamedImage } from './image-uri.ts';
import { type ImageUse, rememberedFor, type Uses, usesOf } from './uses.ts';

/** An image that is to lose a tag, or to go. */
export interface GuardedImage {
  repository: string;
  /** The tag that it is to lose. Default: nobody says which. */
  tag?: string;
  /** All of its tags. */
  tags: readonly string[];
  digest: string;
  /** As ECR has it: up to a day late, absent for one that was never pulled. */
  lastRecordedPullTime?: Date | undefined;
}

/**
 * Says why an image is to be left alone, in words that end a sentence: somebody runs it, it was pulled lately,
 * or that could not be seen. Undefined when nothing is known to need it. It never throws.
 */
export type UseGuard = (image: GuardedImage) => Promise<{ why: string } | undefined>;

/** Who can be asked for the images that they run. */
export type UseSource = 'ecs' | 'lambda';

/** In days: an image that was pulled so lately is taken for one in use. */
export const PULLED_LATELY_DAYS = 30;

const DAY_MS = 86_400_000;

/** In milliseconds: a burst of events, or a run over the registry, asks once a minute and not once each. */
const REMEMBERED_MS = 60_000;

/**
 * A guard over one look at who runs what. An image that was pulled lately needs no look.
 *
 * @param look - Called for each image: what it answers is to be remembered by whoever makes it.
 */
export function inUse(look: () => Promise<Uses>, now: () => Date = () => new Date()): UseGuard {
  return async (image) => {
    const pulled = image.lastRecordedPullTime;
    if (pulled && now().getTime() - pulled.getTime() <= PULLED_LATELY_DAYS * DAY_MS) {
      return { why: `it was pulled on ${pulled.toISOString().slice(0, 10)}` };
    }
    const unseen = 'it could not be seen whether it is in use';
    try {
      const { images, beyond } = await look();
      const use = images.find((it) => isUseOf(it, image));
      if (use) return { why: `${use.by[0]} runs it, as ${nameOf(use.imageId)}${others(use)}` };
      if (beyond.length === 0) return undefined;
      return { why: `${unseen}: there are more ${beyond.join(', ')} than one look takes in` };
    } catch (error) {
      return { why: `${unseen}: ${explain(error) ?? String(error)}` };
    }
  };
}

/** By any of its tags, as whoever names one pulls the same image, and by its digest. */
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
 * A guard that asks ECS and Lambda of the account and region, of which neither is asked, and no client is
 * made, before the first image needs it. Without sources only the pull time counts.
 *
 * @param registry - Whose images they are; asked for with each look.
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

import type { ECSClient } from '@aws-sdk/client-ecs';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { RegistryIdentity } from '../registry/identity.ts';
import { ecsImages } from './ecs-uses.ts';
import { type NamedImage, parseImageUri } from './image-uri.ts';
import { lambdaImages } from './lambda-uses.ts';

/** An image of the registry that somebody runs. */
export interface ImageUse extends NamedImage {
  by: readonly string[];
}

export interface Uses {
  images: ImageUse[];
  /** Of what there is more than was read. */
  beyond: string[];
}

/** The services to ask; an absent one is not asked. */
export interface UseClients {
  ecs?: ECSClient | undefined;
  lambda?: LambdaClient | undefined;
}

/**
 * Who runs images of this registry: services and running tasks of ECS, and functions of Lambda, in the account and
 * region of the clients. Others, such as Kubernetes, are not known.
 */
export async function usesOf(
  { ecs, lambda }: UseClients,
  registry: RegistryIdentity,
): Promise<Uses> {
  const found = [ecs && (await ecsImages(ecs)), lambda && (await lambdaImages(lambda))].filter(
    (it) => it !== undefined,
  );
  const images = new Map<string, ImageUse>();
  for (const { by, uri } of found.flatMap(({ items }) => items)) {
    const image = parseImageUri(uri, registry);
    if (!image) continue;
    const key = JSON.stringify(image);
    images.set(key, { ...image, by: [...new Set([...(images.get(key)?.by ?? []), by])] });
  }
  return { images: [...images.values()], beyond: found.flatMap(({ beyond }) => beyond) };
}

/**
 * Caches the answer of `read` for `ms` milliseconds, so that a burst of events asks once, not once each. A failure is
 * not cached.
 */
export function rememberedFor<Value>(ms: number, read: () => Promise<Value>): () => Promise<Value> {
  let last: { value: Promise<Value>; at: number } | undefined;
  return async () => {
    if (last && Date.now() - last.at < ms) return last.value;
    const value = read();
    const kept = { value, at: Date.now() };
    last = kept;
    value.catch(() => {
      if (last === kept) last = undefined;
    });
    return value;
  };
}

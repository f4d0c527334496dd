import { BatchGetImageCommand, type ECRClient } from '@aws-sdk/client-ecr';
import * as z from 'zod/mini';
import { unlessGone } from '../tags/races.ts';
import { indexMediaTypes } from './media-types.ts';
import type { PartsOfIndexes } from './relations.ts';

/** Reads which images the image indexes of repositories list, each once, whoever asks for it and how often. */
export interface IndexReader {
  /**
   * The parts of these indexes: undefined of one that ECR does not return, as one that is archived or gone. A call for
   * a hundred. ECR counts it as a pull of the index, but for the roles among its pull time update exclusions.
   */
  partsOf(repositoryName: string, indexes: readonly string[]): Promise<PartsOfIndexes>;
}

/** The most images that one BatchGetImage takes. */
const IMAGES_AT_A_TIME = 100;

/** What was read of so many repositories is remembered: that of those asked for first is forgotten. */
const MOST_REPOSITORIES = 500;

export function createIndexReader(ecr: ECRClient): IndexReader {
  const known = new Map<string, Map<string, readonly string[] | undefined>>();
  return {
    partsOf: async (repositoryName, indexes) => {
      const of = known.get(repositoryName) ?? new Map<string, readonly string[] | undefined>();
      known.set(repositoryName, of);
      const asked = indexes.filter((digest) => !of.has(digest));
      for (let at = 0; at < asked.length; at += IMAGES_AT_A_TIME) {
        const hundred = asked.slice(at, at + IMAGES_AT_A_TIME);
        const read = await readParts(ecr, repositoryName, hundred);
        for (const digest of hundred) of.set(digest, read.get(digest));
      }
      const [oldest] = known.keys();
      if (known.size > MOST_REPOSITORIES && oldest !== undefined) known.delete(oldest);
      return new Map(indexes.map((digest) => [digest, of.get(digest)]));
    },
  };
}

async function readParts(
  ecr: ECRClient,
  repositoryName: string,
  digests: readonly string[],
): Promise<PartsOfIndexes> {
  const imageIds = digests.map((imageDigest) => ({ imageDigest }));
  const command = new BatchGetImageCommand({
    ...{ repositoryName, imageIds },
    acceptedMediaTypes: [...indexMediaTypes],
  });
  const { images = [] } = (await unlessGone(ecr.send(command))) ?? {};
  return new Map(
    images.flatMap(({ imageId, imageManifest }) =>
      imageId?.imageDigest === undefined ? [] : [[imageId.imageDigest, partsIn(imageManifest)]],
    ),
  );
}

const index = z.object({ manifests: z.array(z.object({ digest: z.string() })) });

/** Undefined for what is not the JSON of an index: pushers write it. */
function partsIn(manifest = ''): string[] | undefined {
  try {
    const parsed = index.safeParse(JSON.parse(manifest));
    return parsed.success ? parsed.data.manifests.map(({ digest }) => digest) : undefined;
  } catch {
    return undefined;
  }
}

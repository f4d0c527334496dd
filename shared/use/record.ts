import * as z from 'zod/mini';
import type { RegistryIdentity } from '../registry/identity.ts';
import { StewardError } from '../runtime/errors.ts';
import type { Store } from '../runtime/store/store.ts';
import type { UnknownUses, Uses } from './uses.ts';

/** An image that is or was in use, as the nightly walk has resolved it. */
export interface RecordedUse {
  repository: string;
  digest: string;
  /** The names under which it runs: tags, or its digest. */
  names: readonly string[];
  /** Who runs it, 20 at most: `ECS service prod/web`. */
  by: readonly string[];
  /** How many more there are. */
  more?: number;
  /** See ImageUse. */
  standby?: true;
  /** ISO 8601: the first walk that has seen it in use. */
  since: string;
  /** ISO 8601: the last walk that has seen it in use, or could not read whether it is. */
  last: string;
}

/** What is in use in a registry, and was until lately. Kept by the nightly walk. */
export interface UseRecord {
  /** ISO 8601: when the walk began. */
  at: string;
  /** What could not be read then. */
  unknown: readonly UnknownUses[];
  images: readonly RecordedUse[];
}

/** What is at the place of the record is none. */
export class UseRecordError extends StewardError {
  override name = 'UseRecordError' as const;

  constructor(place: string, options?: ErrorOptions) {
    super(
      `${place} is no record of images in use: delete it, and the next walk begins a new one`,
      options,
    );
  }
}

const texts = z.array(z.string());

const record = z.object({
  at: z.string(),
  unknown: z.array(z.object({ source: z.string(), why: z.string() })),
  images: z.array(
    z.object({
      ...{ repository: z.string(), digest: z.string(), names: texts, by: texts },
      ...{ more: z.optional(z.number()), standby: z.optional(z.literal(true)) },
      ...{ since: z.string(), last: z.string() },
    }),
  ),
});

/**
 * Undefined where no walk has kept one yet.
 *
 * @throws UseRecordError
 */
export async function readUseRecord(
  store: Store,
  registry: RegistryIdentity,
): Promise<UseRecord | undefined> {
  const key = keyOf(registry);
  const found = await store.get(key);
  if (found === undefined) return undefined;
  try {
    return record.parse(JSON.parse(new TextDecoder().decode(found))) as UseRecord;
  } catch (cause) {
    throw new UseRecordError(store.place(key), { cause });
  }
}

export async function writeUseRecord(
  store: Store,
  registry: RegistryIdentity,
  written: UseRecord,
): Promise<void> {
  await store.put(keyOf(registry), JSON.stringify(written), 'application/json');
}

function keyOf({ registryId, region }: RegistryIdentity): string {
  return `use/account=${registryId}/region=${region}/use.json`;
}

/** What is in use by a record: each image by its digest. */
export function usesOfRecord({ at, unknown, images }: UseRecord): Uses {
  const current = images.filter(({ last }) => last >= at);
  return {
    images: current.map(({ repository, digest, by, standby }) => ({
      ...{ repository, imageId: { imageDigest: digest }, by },
      ...(standby && { standby }),
    })),
    unknown,
  };
}

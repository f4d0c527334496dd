import type { RegistryIdentity } from '../registry/identity.ts';
import { explained } from '../runtime/explain.ts';
import { parseImageUri } from './image-uri.ts';
import type { Found, ImageUri } from './sources/bounds.ts';
import type { ImageUse, UnknownUses, Uses } from './uses.ts';

/** A source of uses: all image URIs that it knows, of whatever registry. */
export interface Source {
  /** As registry.yml names it: `ecs`, or the URI of a file. */
  name: string;
  read(): Promise<Found>;
}

/**
 * Who runs images of this registry. A source that fails does not stop the others: what it knows is unknown. Never
 * throws.
 */
export async function readUses(
  sources: readonly Source[],
  registry: RegistryIdentity,
): Promise<Uses> {
  const read = await Promise.all(sources.map(readSource));
  return {
    images: usesIn(
      read.flatMap(({ items }) => items),
      registry,
    ),
    unknown: read.flatMap(({ unknown }) => unknown),
  };
}

async function readSource({
  name: source,
  read,
}: Source): Promise<{ items: ImageUri[]; unknown: UnknownUses[] }> {
  try {
    const { items, unknown } = await read();
    return { items, unknown: [...new Set(unknown)].map((why) => ({ source, why })) };
  } catch (error) {
    return { items: [], unknown: [{ source, why: explained(error) }] };
  }
}

/** Each image once, with all who run it: on standby where all of them are. */
function usesIn(found: readonly ImageUri[], registry: RegistryIdentity): ImageUse[] {
  const named = found.flatMap((it) => {
    const image = parseImageUri(it.uri, registry);
    return image ? [{ ...it, image }] : [];
  });
  const byImage = Map.groupBy(named, ({ image }) => JSON.stringify(image));
  return [...byImage.values()].flatMap((uses) => {
    const [first] = uses;
    if (first === undefined) return [];
    // Those that run it first: only some of them are shown.
    const [on = [], off = []] = [false, true].map((is) =>
      uses.filter(({ standby = false }) => standby === is),
    );
    const by = [...new Set([...on, ...off].map((use) => use.by))];
    const isStandby = on.length === 0;
    return [{ ...first.image, by, ...(isStandby && { standby: true as const }) }];
  });
}

import type { ChangeRow } from '../rows/rows.ts';
import type { ImageIdentity } from './parts.ts';

/**
 * What has changed in one repository: images that are gone and new, by digest, then tags, by name.
 *
 * A new image has a row of its own and one for each tag that was not there before, and so has one that is
 * gone: new ones less those gone are always the difference in images, and in tags. A tag that points to
 * another image is one row, `tag-moved`, whichever of the two images is new or gone.
 */
export function* changesOf(
  repository: string,
  before: readonly ImageIdentity[],
  now: readonly ImageIdentity[],
): Generator<ChangeRow> {
  const digestsBefore = new Set(before.map(({ digest }) => digest));
  const digestsNow = new Set(now.map(({ digest }) => digest));
  const none = { tag: undefined, digest: undefined, previousDigest: undefined };
  for (const digest of without(digestsBefore, digestsNow)) {
    yield { ...none, change: 'image-gone', repository, digest };
  }
  for (const digest of without(digestsNow, digestsBefore)) {
    yield { ...none, change: 'image-new', repository, digest };
  }
  yield* tagChanges(repository, digestsByTag(before), digestsByTag(now));
}

function* tagChanges(
  repository: string,
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): Generator<ChangeRow> {
  for (const tag of [...new Set([...before.keys(), ...now.keys()])].sort()) {
    const [digest, previousDigest] = [now.get(tag), before.get(tag)];
    if (digest === previousDigest) continue;
    const change =
      digest === undefined ? 'tag-gone' : previousDigest === undefined ? 'tag-new' : 'tag-moved';
    yield { change, repository, tag, digest, previousDigest };
  }
}

function digestsByTag(images: readonly ImageIdentity[]): Map<string, string> {
  return new Map(images.flatMap(({ tags, digest }) => tags.map((tag) => [tag, digest] as const)));
}

function without(these: ReadonlySet<string>, those: ReadonlySet<string>): string[] {
  return [...these.difference(those)].sort();
}

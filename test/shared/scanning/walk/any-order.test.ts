import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isIndex } from '../../../../shared/registry/manifests/media-types.ts';
import type { RegistryImage } from '../../../../shared/registry/read.ts';
import { createCandidates } from '../../../../shared/scanning/walk/candidates.ts';
import {
  isActive,
  isBuildCache,
  isInUse,
  isQuarantined,
  isScannable,
} from '../../../../shared/scanning/walk/seen-image.ts';

const now = new Date('2026-11-21T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

/** With all images at hand: what has to come out of a pass over them. */
function withAll(all: readonly RegistryImage[], newest: number, days: number) {
  const images = all.filter(isActive);
  const byPush = images
    .filter(isInUse)
    .toSorted((a, b) => Number(b.imagePushedAt) - Number(a.imagePushedAt));
  const tagged = [false, true].flatMap((caches) =>
    byPush.filter((it) => isBuildCache(it) === caches).slice(0, newest),
  );
  const isPart = (image: RegistryImage) =>
    tagged.filter(isIndex).some((index) => {
      const before = Number(index.imagePushedAt) - Number(image.imagePushedAt);
      return before >= 0 && before <= 3_600_000;
    });
  const isPulled = ({ lastRecordedPullTime: at }: RegistryImage) =>
    days > 0 && at !== undefined && at.getTime() >= now.getTime() - days * 86_400_000;
  const scannable = images.filter((it) => isScannable(it) && !isQuarantined(it));
  const hasNone = ({ imageTags = [] }: RegistryImage) => imageTags.length === 0;
  const looks = scannable.filter(
    (it) => tagged.includes(it) || isPulled(it) || (hasNone(it) && isPart(it)),
  );
  const others = scannable.filter((it) => !looks.includes(it));
  return {
    looks: new Set(looks.map((it) => it.imageDigest)),
    found: looks.length,
    others: others.length,
    untagged: others.filter(hasNone).length,
  };
}

const kinds: Partial<RegistryImage>[] = [
  {},
  {},
  { imageTags: [] },
  { imageTags: [] },
  { imageManifestMediaType: 'application/vnd.oci.image.index.v1+json' },
  { artifactMediaType: 'application/vnd.buildkit.cacheconfig.v0' },
  { subjectManifestDigest: 'sha256:1' },
  { imageTags: ['quarantine-0123456789ab'] },
  { imageStatus: 'ARCHIVED' },
];

const image = fc.record({
  kind: fc.constantFrom(...kinds),
  pushed: fc.nat(300),
  pulled: fc.option(fc.nat(20_000), { nil: undefined }),
});

test('whatever the order of the images, the same are checked as with all at hand', () => {
  fc.assert(
    fc.property(fc.array(image, { maxLength: 60 }), fc.nat(4), fc.nat(10), (some, newest, days) => {
      const images = some.map(({ kind, pushed, pulled }, at) => ({
        ...{ imageDigest: `${at}`, imageTags: [`t${at}`], imagePushedAt: minutesAgo(pushed) },
        ...(pulled !== undefined && { lastRecordedPullTime: minutesAgo(pulled) }),
        ...kind,
      }));
      const sweep = { newest, pulledWithinDays: days, maxImages: 1000 };
      const candidates = createCandidates(sweep, now);
      for (const each of images) candidates.add(each);
      const { looks, ...counts } = candidates.chosen();
      expect({ looks: new Set(looks.map(({ digest }) => digest)), ...counts }).toEqual(
        withAll(images, newest, days),
      );
    }),
    { numRuns: 300 },
  );
});

/** Many: the newest with a tag, and possible parts, are cut down again and again on the way. */
test.each([
  ['the oldest first', (minutes: number) => minutes],
  ['the newest first', (minutes: number) => -minutes],
  ['in no order', (minutes: number) => (minutes * 7919) % 10_007],
])('of many images, %s, the same are checked', (_, orderOf) => {
  const all = Array.from({ length: 10_000 }, (_, minutes): RegistryImage => {
    const kind = kinds[minutes % 5];
    const imagePushedAt = minutesAgo(minutes);
    return { imageDigest: `${minutes}`, imageTags: ['x'], imagePushedAt, ...kind };
  }).toSorted((a, b) => orderOf(Number(b.imageDigest)) - orderOf(Number(a.imageDigest)));
  const candidates = createCandidates({ newest: 5, pulledWithinDays: 0, maxImages: 100 }, now);
  for (const each of all) candidates.add(each);
  const { looks, ...counts } = candidates.chosen();
  expect({ looks: new Set(looks.map(({ digest }) => digest)), ...counts }).toEqual(
    withAll(all, 5, 0),
  );
});

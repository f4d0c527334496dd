import fc from 'fast-check';
import type { RelatedImage } from '../../../shared/registry/manifests/relations.ts';
import type { ImageUse } from '../../../shared/use/uses.ts';

/** Images, indexes and uses for the tests of what is in use. */

export const INDEX = 'application/vnd.oci.image.index.v1+json';

export function digest(number: number): string {
  return `sha256:${number.toString(16).padStart(64, '0')}`;
}

export function image(number: number, rest: Partial<RelatedImage> = {}): RelatedImage {
  return { imageDigest: digest(number), ...rest };
}

export function index(number: number, rest: Partial<RelatedImage> = {}): RelatedImage {
  return image(number, { imageManifestMediaType: INDEX, ...rest });
}

export function use(imageId: ImageUse['imageId'], rest: Partial<ImageUse> = {}): ImageUse {
  return { repository: 'a/b', imageId, by: ['ECS service prod/web'], ...rest };
}

export const byTag = (imageTag: string, rest?: Partial<ImageUse>) => use({ imageTag }, rest);
export const byDigest = (number: number, rest?: Partial<ImageUse>) =>
  use({ imageDigest: digest(number) }, rest);

/** A repository of any images, their relations, and its uses: some of what is not there. */
export interface AnyRepository {
  images: RelatedImage[];
  parts: Map<string, string[] | undefined>;
  uses: ImageUse[];
}

const MOST = 8;
const number = fc.integer({ min: 0, max: MOST + 1 });

const anyImage = fc.record({
  isIndex: fc.boolean(),
  parts: fc.option(fc.array(number, { maxLength: 3 }), { nil: undefined }),
  subject: fc.option(number, { nil: undefined, freq: 1 }),
  isFallback: fc.boolean(),
  tag: fc.option(number, { nil: undefined }),
});

const anyUse = fc.record({
  at: number,
  isDigest: fc.boolean(),
  standby: fc.boolean(),
  by: fc.subarray(['x', 'y', 'z'], { minLength: 1 }),
});

export const anyRepository: fc.Arbitrary<AnyRepository> = fc
  .tuple(fc.array(anyImage, { maxLength: MOST }), fc.array(anyUse, { maxLength: 5 }))
  .map(([all, uses]) => ({
    images: all.map(({ isIndex, subject, isFallback, tag }, at) => {
      const hex = subject === undefined ? '' : digest(subject).slice(7);
      // A tag names one image of a repository.
      const isFree = all.findIndex((it) => it.tag === tag) === at;
      const tags = [
        ...(tag !== undefined && isFree ? [`t${tag}`] : []),
        ...(subject !== undefined && isFallback ? [`sha256-${hex}.sig${at}`] : []),
      ];
      const isReferrer = subject !== undefined && !isFallback;
      return image(at, {
        imageTags: tags,
        ...(isIndex && { imageManifestMediaType: INDEX }),
        ...(isReferrer && { subjectManifestDigest: digest(subject) }),
      });
    }),
    parts: new Map(
      all.flatMap(({ isIndex, parts }, at) =>
        isIndex ? [[digest(at), parts?.map(digest)] as const] : [],
      ),
    ),
    uses: uses.map(({ at, isDigest, standby, by }) =>
      use(isDigest ? { imageDigest: digest(at) } : { imageTag: `t${at}` }, {
        by,
        ...(standby && { standby: true }),
      }),
    ),
  }));

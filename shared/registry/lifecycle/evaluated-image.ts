import type { RegistryImage } from '../read.ts';

/** What of an image a policy reads. */
export type EvaluatedImage = Pick<
  RegistryImage,
  | 'imageDigest'
  | 'imageTags'
  | 'imageStatus'
  | 'imagePushedAt'
  | 'lastRecordedPullTime'
  | 'lastActivatedAt'
  | 'lastArchivedAt'
  | 'subjectManifestDigest'
>;

/** The storage class of an image, as policies name it. */
export function classOf({ imageStatus }: EvaluatedImage): 'archive' | 'standard' {
  return imageStatus === 'ARCHIVED' ? 'archive' : 'standard';
}

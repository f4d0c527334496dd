import type { Uses } from '../../local/aws.ts';
import type { Spec } from './images.ts';

/** A repository and what runs its images. */
export interface Kind {
  repository: string;
  images: readonly Spec[];
  /** What the services of AWS list. */
  uses?(of: Names): Uses;
  /** What is known from the cluster itself alone: images of pods. */
  pods?(of: Names): readonly string[];
}

/** How what runs names images of the repository. */
export interface Names {
  /** `…/repository:tag` */
  tagged(tag: string): string;
  /** `…/repository@sha256:…`, by the image's name here. */
  pinned(name: string): string;
  digest(name: string): string;
}

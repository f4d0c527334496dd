import { createHash } from 'node:crypto';
import { SortedMap } from '../../service/sorted-map.ts';
import type { Image } from '../model/image.ts';

/** The images of one repository, indexed by digest, by tag and by the image index that lists them. */
export class ImageStore {
  readonly #byDigest = new SortedMap<Image>();
  readonly #byTag = new Map<string, Image>();
  /** Digests of the indexes that list a digest. */
  readonly #parents = new Map<string, Set<string>>();
  /** sha256 of manifests that were generated for images of a snapshot, and the images' own digests. */
  readonly #aliases = new Map<string, string>();
  #changed: Set<string> | undefined;

  get size(): number {
    return this.#byDigest.size;
  }

  get(digest: string): Image | undefined {
    return this.#byDigest.get(digest);
  }

  tagged(tag: string): Image | undefined {
    return this.#byTag.get(tag);
  }

  /**
   * Collects the digests of images that are added, removed or get or lose a tag from now on; the caller empties the
   * set.
   */
  watchDigests(): Set<string> {
    this.#changed = new Set();
    return this.#changed;
  }

  /** All tags, in no order. */
  tags(): Iterable<string> {
    return this.#byTag.keys();
  }

  /** Images by digest, from `digest` on. */
  from(digest: string): Iterable<Image> {
    return this.#byDigest.from(digest);
  }

  /** Images by digest, those after `digest`; all without it. */
  after(digest?: string): Iterable<Image> {
    return this.#byDigest.after(digest);
  }

  /** Adds an image with its tags. */
  add(image: Image): void {
    this.#changed?.add(image.digest);
    this.#byDigest.set(image.digest, image);
    for (const tag of image.tags) this.#byTag.set(tag, image);
    for (const child of image.children) {
      const parents = this.#parents.get(child) ?? new Set();
      this.#parents.set(child, parents.add(image.digest));
    }
  }

  /** Moves the tag to `image`; the image that had it stays. */
  tag(image: Image, tag: string): void {
    const before = this.#byTag.get(tag);
    before?.tags.delete(tag);
    this.#byTag.set(tag, image);
    image.tags.add(tag);
    for (const { digest } of before ? [before, image] : [image]) this.#changed?.add(digest);
  }

  untag(image: Image, tag: string): void {
    image.tags.delete(tag);
    this.#byTag.delete(tag);
    this.#changed?.add(image.digest);
  }

  /** Removes an image and all its tags. */
  remove(image: Image): void {
    this.#changed?.add(image.digest);
    for (const tag of image.tags) this.#byTag.delete(tag);
    for (const child of image.children) this.#forgetParent(child, image.digest);
    this.#byDigest.delete(image.digest);
  }

  /** Digests of the indexes that list this one. */
  parentsOf(digest: string): readonly string[] {
    return [...(this.#parents.get(digest) ?? [])];
  }

  /** Remembers a manifest that was generated for `digest`, so that a push of it finds the same image. */
  handOut(manifest: string, digest: string): void {
    this.#aliases.set(sha256(manifest), digest);
  }

  /** The digest of a manifest in this repository: its sha256, unless it was generated for another image. */
  digestOf(manifest: string): string {
    const digest = sha256(manifest);
    return this.#aliases.get(digest) ?? digest;
  }

  #forgetParent(child: string, parent: string): void {
    const parents = this.#parents.get(child);
    parents?.delete(parent);
    if (parents?.size === 0) this.#parents.delete(child);
  }
}

export function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

import { mediaTypes } from '../images/manifests.ts';
import { ImageStore } from '../images/store.ts';
import type { Image } from '../model/image.ts';
import { hex, mixed } from './random.ts';
import { readOnly } from './read-only.ts';
import type { SyntheticSize } from './size.ts';

const word = 2 ** 32;
const day = 86_400_000;
/** When the last image was pushed; the first came two years before. */
const lastPush = Date.UTC(2026, 5, 1);
const none: readonly string[] = [];

/**
 * The images of one repository, each computed from its index on demand. Of ten in a row, in the order of their
 * digests, the first is an image index of the next two, which have no tag; the fourth is a signature of the first;
 * the last is archived. All others are single-platform images with a version as tag, some with a second tag.
 */
export class SyntheticImages extends ImageStore {
  readonly #repository: number;
  readonly #count: number;
  readonly #seed: number;

  constructor({ imagesPerRepository, seed = 1 }: SyntheticSize, repository: number) {
    super();
    this.#repository = repository;
    this.#count = imagesPerRepository;
    this.#seed = seed;
  }

  override get size(): number {
    return this.#count;
  }

  override get(digest: string): Image | undefined {
    const image = this.#at(this.#slotOf(digest));
    return image?.digest === digest ? image : undefined;
  }

  override tagged(tag: string): Image | undefined {
    const image = this.#at(indexOf(tag));
    return image?.tags.has(tag) ? image : undefined;
  }

  override *tags(): Generator<string> {
    for (const { tags } of this.after()) yield* tags;
  }

  override *from(digest: string): Generator<Image> {
    for (let index = this.#slotOf(digest) || 0; index < this.#count; index += 1) {
      const image = this.#image(index);
      if (image.digest >= digest) yield image;
    }
  }

  override after(digest?: string): Generator<Image> {
    return this.from(digest === undefined ? '' : `${digest}\0`);
  }

  override parentsOf(digest: string): readonly string[] {
    const index = this.#slotOf(digest);
    const role = index % 10;
    return role === 1 || role === 2 ? [this.#digest(index - role)] : none;
  }

  override add(): never {
    throw readOnly('a push');
  }

  override tag(): never {
    throw readOnly('a tag');
  }

  override untag(): never {
    throw readOnly('the removal of a tag');
  }

  override remove(): never {
    throw readOnly('a deletion');
  }

  #at(index: number): Image | undefined {
    return index >= 0 && index < this.#count ? this.#image(index) : undefined;
  }

  #random(index: number, purpose: number): number {
    return mixed(this.#seed, this.#repository, index, purpose);
  }

  /** The first word rises with the index, roughly evenly, as in sorted sha256 sums. */
  #digest(index: number): string {
    const chance = this.#random(index, 0) / word;
    let digest = `sha256:${hex(Math.floor(((index + chance) * word) / this.#count))}`;
    for (let purpose = 1; purpose < 8; purpose += 1) digest += hex(this.#random(index, purpose));
    return digest;
  }

  /** The index of the image that can have this digest; NaN when none can. */
  #slotOf(digest: string): number {
    return Math.floor((Number.parseInt(digest.slice(7, 15), 16) * this.#count) / word);
  }

  #image(index: number): Image {
    const role = index % 10;
    const random = this.#random(index, 8);
    const pushedAt = new Date(lastPush - Math.floor((random / word) * 730 * day));
    const children = [index + 1, index + 2].filter((child) => role === 0 && child < this.#count);
    return {
      digest: this.#digest(index),
      tags: new Set(tagsOf(index, random)),
      sizeInBytes: sizeOf(role, this.#random(index, 9)),
      pushedAt,
      mediaType: role === 0 ? mediaTypes.ociIndex : mediaTypes.ociImage,
      artifactMediaType: artifactOf(role),
      subjectDigest: role === 3 ? this.#digest(index - 3) : undefined,
      children: children.map((child) => this.#digest(child)),
      status: role === 9 ? 'ARCHIVED' : 'ACTIVE',
      lastArchivedAt: role === 9 ? new Date(pushedAt.getTime() + 90 * day) : undefined,
      lastPulledAt: random % 10 < 7 ? new Date(pushedAt.getTime() + (random % day)) : undefined,
    };
  }
}

function sizeOf(role: number, random: number): number {
  if (role === 0) return 1_000 + (random % 1_000);
  return role === 3 ? 600 + (random % 5_000) : 1_000_000 + (random % 900_000_000);
}

function artifactOf(role: number): string | undefined {
  if (role === 0) return undefined;
  if (role === 3) return 'application/vnd.dev.cosign.artifact.sig.v1+json';
  return 'application/vnd.oci.image.config.v1+json';
}

function tagsOf(index: number, random: number): readonly string[] {
  const role = index % 10;
  if (role > 0 && role < 4) return none;
  const version = `1.${Math.floor(index / 100)}.${index % 100}`;
  return random % 4 === 0 ? [version, `build-${index}`] : [version];
}

/** The index of the image that can have this tag; NaN when none can. */
function indexOf(tag: string): number {
  const [, minor, patch, build] = /^(?:1\.(\d+)\.(\d\d?)|build-(\d+))$/.exec(tag) ?? [];
  return build === undefined ? Number(minor) * 100 + Number(patch) : Number(build);
}

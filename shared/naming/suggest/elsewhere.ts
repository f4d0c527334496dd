import { quoted } from '../../alerts/quote.ts';
import { isChart } from '../../registry/manifests/media-types.ts';
import type { RegistryImage } from '../../registry/read.ts';
import type { TagViolation } from '../check.ts';
import type { Naming } from '../rules.ts';
import { isSiblingFor } from '../tags.ts';

/** What is kept of an image while the rest of its repository is read. */
export interface KnownImage {
  digest: string;
  tags: readonly string[];
  /** Milliseconds since 1970. */
  pushedAt: number | undefined;
  isChart: boolean;
}

export function known(image: RegistryImage): KnownImage {
  const { imageDigest: digest, imageTags: tags = [], imagePushedAt } = image;
  return { digest, tags, pushedAt: imagePushedAt?.getTime(), isChart: isChart(image) };
}

/** Milliseconds between the first and the last tag of one build that is pushed once per tag. */
const ONE_BUILD = 5 * 60_000;

/** How many of them a text names. */
const MOST = 3;

/**
 * Finds, for a tag that lacks a sibling, what would be one and came at that time on another image of the same
 * repository: one build that is pushed once per tag with provenance gets a digest for each. Returns a text for the
 * alert, or undefined where there is none.
 */
export function siblingElsewhere(
  naming: Naming,
  images: readonly KnownImage[],
): (violation: TagViolation) => string | undefined {
  const spans = Map.groupBy(images, ({ pushedAt = Number.NaN }) =>
    Math.floor(pushedAt / ONE_BUILD),
  );
  const times = new Map(images.map((image) => [image.digest, image.pushedAt]));
  return (violation) => {
    const { repository, tag, digest } = violation;
    const at = times.get(digest);
    if (at === undefined) return undefined;
    const span = Math.floor(at / ONE_BUILD);
    const near = [span - 1, span, span + 1]
      .flatMap((it) => spans.get(it) ?? [])
      .filter((it) => it.digest !== digest && Math.abs((it.pushedAt ?? 0) - at) <= ONE_BUILD)
      .flatMap((it) => it.tags.map((name) => ({ name, image: it, after: (it.pushedAt ?? 0) - at })))
      .filter(({ name, image: { isChart } }) =>
        isSiblingFor(naming, { repository, isChart }, tag, name),
      )
      .toSorted((a, b) => Math.abs(a.after) - Math.abs(b.after));
    return near.length === 0 ? undefined : textOf(near.slice(0, MOST));
  };
}

function textOf(near: readonly { name: string; image: KnownImage; after: number }[]): string {
  const others = near.map(
    ({ name, image: { digest }, after }) =>
      `${quoted(name)} (${distance(after)}, ${digest.slice(0, 19)})`,
  );
  return (
    `pushed about then, on other digests: ${others.join(', ')}. Was one build pushed once per tag, ` +
    'with provenance? Push all its tags at once'
  );
}

function distance(after: number): string {
  const seconds = Math.round(Math.abs(after) / 1000);
  if (seconds === 0) return 'at the same time';
  const time = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  return `${time} ${after < 0 ? 'earlier' : 'later'}`;
}

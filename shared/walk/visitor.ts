import type { ECRClient } from '@aws-sdk/client-ecr';
import type { RegistryIdentity } from '../registry/identity.ts';
import type { IndexReader } from '../registry/manifests/index-parts.ts';
import type { RegistryCacheRule, RegistryImage, RegistryRepository } from '../registry/read.ts';
import type { SettingsReader } from '../registry/settings/reader.ts';
import type { Uses } from '../use/uses.ts';
import type { NameRange } from './range.ts';
import type { UnreadRepository } from './unread.ts';

/**
 * What a capability does on a walk over the registry. The registry is read once and shown to all visitors: in slices,
 * each of some hundred repositories. A slice may be visited again, as an invocation of Lambda can end at any time:
 * what a visitor does in it has to do no harm when it is done twice, and to end the same.
 *
 * `Begun` and `Part` are kept as JSON.
 */
export interface Visitor<Part = unknown, Begun = unknown> {
  /** The capability, as it is named in results, alerts and metrics. */
  name: string;
  /** Whether it needs images with a tag only: where that is so of all visitors, no others are read. Default: false. */
  onlyTagged?: boolean;
  /**
   * Whether it hands on the images that it is given at once, so that they cannot be taken back: where a repository fails
   * in its middle, the slice is visited anew without it. Default: false.
   */
  handsOn?: boolean;
  /** Called once, before any repository is read, and after the registry was listed. What it answers, slices get. */
  begin?(walk: Walk): Promise<Begun>;
  /** Begins a visit of a slice. */
  slice(slice: Slice, begun: Begun): SliceVisit<Part> | Promise<SliceVisit<Part>>;
  /** Called after all slices: sends what concerns the whole, and resolves the alerts on what was seen. */
  done?(walked: Walked<Part, Begun>): Promise<Done>;
}

/** One visitor in one slice. It throws, where it fails: other visitors go on, and it gets the slice again. */
export interface SliceVisit<Part = void> {
  /**
   * Called when the reading of a repository begins: of several at a time, in any order. Whatever has to be read for it
   * alone is read here, or in `end`: not in `images`, which holds back all visitors.
   *
   * @returns undefined where the visitor has nothing to see in it.
   */
  repository(
    repository: RegistryRepository,
  ): RepositoryVisit | undefined | Promise<RepositoryVisit | undefined>;
  /**
   * Called when all repositories of the slice were read: the place to act, and to send the alerts on what was found.
   *
   * @returns what `done` needs of the slice.
   */
  end(seen: Seen): Promise<Part> | Part;
}

/**
 * One visitor in one repository. Repositories come one after the other, in the order of their names. Where images cannot
 * be read to their end, or the repository is deleted meanwhile, a visit that needs them does not get to `end`: what
 * `images` was given does not count.
 */
export interface RepositoryVisit {
  /** A page of images, archived ones too. Without it, the visitor does not need them. */
  images?(page: readonly RegistryImage[]): void | Promise<void>;
  /** All images were seen. */
  end?(): void | Promise<void>;
}

/** What all visitors of a walk share. */
export interface Walk {
  ecr: ECRClient;
  registry: RegistryIdentity;
  /** When the walk began: what was changed since may not have been seen. */
  began: Date;
  /** The registry's pull through cache rules when the walk began. */
  cacheRules: readonly RegistryCacheRule[];
  /** The number of repositories when the walk began. */
  repositories: number;
  /** The ranges of names of the slices: together, all possible names. */
  ranges: readonly NameRange[];
  /** Reads settings of repositories, each once for all visitors. */
  settings: SettingsReader;
  /** Reads the parts of image indexes, each once for all visitors. */
  indexes: IndexReader;
  /** What runs, read once for all visitors, and the same from the first of them to the last. */
  uses(): Promise<Uses>;
}

export interface Slice extends Walk {
  /** From 0 on. */
  number: number;
  /** The index of the repository with which this visit begins: above 0 where an earlier one has ended early. */
  from: number;
  /** The repositories of the slice, also those before `from`, in the order of their names. */
  listed: readonly RegistryRepository[];
  /** No further work should be begun after this time, in milliseconds since 1970. */
  until: number;
}

/** What was seen in a visit of a slice. */
export interface Seen {
  /** The names that the visit is for: also of repositories that do not exist any more. */
  range: NameRange;
  /** Repositories whose images could not be read. */
  unread: readonly UnreadRepository[];
}

/** The whole, as one visitor has seen it. */
export interface Walked<Part = unknown, Begun = unknown> extends Walk {
  /** What `begin` has answered. */
  begun: Begun;
  /** What its slices have answered, in the order of names: read again by each call. */
  parts(): AsyncIterable<Part>;
  /** What the visitor has not seen, as it could not be read or the visitor failed there. In the order of names. */
  unseen: readonly UnreadRepository[];
  /**
   * Whether the visitor has seen the repository, or that there is none of this name: only then an alert on it can be
   * resolved. Without a repository: whether it has seen all.
   */
  hasSeen(repository: string | undefined): boolean;
  /** No further work should be begun after this time, in milliseconds since 1970. */
  until: number;
  /** What the last call of `done` has left, where there was one. */
  left: unknown;
}

/** What a visitor has done. */
export interface Done {
  /** Counts and other small facts: the answer of the walk. */
  result: object;
  /** Where time was up: what is still to be done. It is kept as JSON, and `done` is called again with it. */
  left?: unknown;
}

import type { RegistrySettings } from '../../registry/settings/registry-settings.ts';
import type { changes } from '../rows/rows.ts';
import type { Inventory, Totals } from '../take.ts';

/** The inventory of one day, as summary/…/inventory.json keeps it and the page shows it. */
export interface Summary extends Inventory {
  /** ISO 8601, when the run began: `date=` of its partition is the date of it, in UTC. */
  takenAt: string;
  cost: Cost;
  quotas: Quotas;
  /** Undefined when there is no earlier inventory to compare with. */
  comparison?: Comparison;
  /** The totals of earlier days and of this one, oldest first. */
  history: DailyTotals[];
  /** The naming violations by registry.yml; undefined when it has no naming rules. */
  naming?: NamingSummary;
  /** The actions; undefined for another registry than the stack's own, whose audit log is not read. */
  acts?: ActionsSummary;
  /** The pull through cache rules of the registry, and what they have cached. */
  cache: CacheSummary[];
  /** The registry's own settings, by its API. */
  registry: RegistrySettings;
  /** The files with the rows, in the order of their repositories. */
  parts: Part[];
}

/** What storage costs a month at most: layers that images share are billed once, and counted with each. */
export interface Cost {
  /** US dollars, at the prices of registry.yml. */
  perMonth: number;
  /** Of it, what images without a tag cost that refer to no other. */
  untaggedPerMonth: number;
  archivedPerMonth: number;
}

/** How much of the registry's quotas is used, in percent. */
export interface Quotas {
  repositories: Quota;
  /** Of the repository with the most images. */
  imagesPerRepository: Quota & { repository?: string };
}

export interface Quota {
  used: number;
  limit: number;
}

export interface Comparison {
  /** When the previous inventory was taken, ISO 8601. */
  since: string;
  /** This inventory's totals less the previous one's. */
  difference: Totals;
  /** How many rows of the table `changes` there are of each kind. */
  changes: Record<(typeof changes)[number], number>;
  /** Tags that point to another image than before: the first 100, by repository and tag. */
  movedTags: MovedTag[];
  /** The repositories that grew or shrank most, by bytes: at most 20. */
  growth: { repository: string; bytes: number; images: number }[];
  /** Why `changes` are not of all repositories: a file of the previous inventory is damaged. */
  notCompared?: string;
}

export interface MovedTag {
  repository: string;
  tag: string;
  digest: string;
  previousDigest: string;
}

export interface DailyTotals
  extends Pick<Totals, 'repositories' | 'images' | 'untaggedImages' | 'tags' | 'bytes'> {
  /** YYYY-MM-DD, UTC. */
  date: string;
}

export interface NamingSummary {
  repositories: number;
  tags: number;
  /** At most 100. */
  examples: { repository: string; tag?: string; rule: string; reason: string }[];
}

/** The actions of the day before, by the audit log; or why it could not be read. */
export type ActionsSummary =
  | {
      /** YYYY-MM-DD, UTC. */
      date: string;
      done: number;
      failed: number;
      /** Begun, with an unknown result. */
      unknown: number;
      /** Rules that are not allowed yet: `naming: versions`. */
      observing: string[];
    }
  | { problem: string };

export interface CacheSummary {
  prefix: string;
  upstream: string;
  repositories: number;
  images: number;
  bytes: number;
  /** Whether ECR can log in; undefined when it was not tried, or the upstream needs no login. */
  valid?: boolean | 'unknown';
  failure?: string;
}

export interface Part {
  table: 'images' | 'repositories' | 'changes' | 'acts' | 'deletions';
  key: string;
  rows: number;
  /** The first and the last repository in it. */
  first: string;
  last: string;
}

import type { PolicyPreview } from '../registry/lifecycle/policy-preview.ts';
import type { Encryption, Mutability } from '../registry/settings/repository-settings.ts';

/**
 * One setting of a repository that differs from its rule. `set`: it has to change; `report`: it stays, as the rule
 * only reports, or for the reason in `stays`.
 */
export type Deviation = {
  repository: string;
  /** The drift in a line: `mutability: MUTABLE → IMMUTABLE`. */
  text: string;
} & (Change | Remark);

export type Change = { action: 'set' | 'report'; stays?: string } & Setting;

type Setting =
  | { setting: 'mutability'; before: Mutability; after: Mutability }
  /** `preview`: what the new one would do to the images, once ECR has previewed it (preview.ts). */
  | { setting: 'lifecyclePolicy'; before?: string; after: string; preview?: PolicyPreview }
  /** `after`: only those whose keys are missing. */
  | { setting: 'resourceTags'; before: Tags; after: Tags }
  | { setting: 'scanOnPush'; before: false; after: true };

/** What ecr-steward cannot change: a person has to. */
export type Remark = { action: 'report'; stays?: string } & (
  | { setting: 'encryption'; before: Encryption; after: Encryption }
  | { setting: 'requiredTags'; missing: readonly string[] }
);

type Tags = Readonly<Record<string, string>>;

/** A repository that could not be read, and why. */
export interface Unread {
  repository: string;
  error: unknown;
}

export interface BaselinePlan {
  /** The repositories that no cache rule fills; `governed` are those of them that a rule applies to. */
  checked: { repositories: string[]; governed: number };
  /** How many repositories of the registry rules apply to, where that is known: percentages refer to it. */
  of?: number;
  deviations: Deviation[];
  unread: Unread[];
}

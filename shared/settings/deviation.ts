import type { PolicyPreview } from '../registry/lifecycle/policy-preview.ts';
import type { Encryption, Mutability, Settings } from '../registry/settings/repository-settings.ts';

/**
 * One setting of a repository that differs from registry.yml. `set`: it has to change; `report`: it stays, as it is
 * only reported, or for the reason in `stays`.
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
  | { setting: 'repositoryPolicy'; before?: string; after: string }
  /** `after`: of defaults, only those whose keys are missing. */
  | { setting: 'resourceTags'; before: Tags; after: Tags }
  | { setting: 'scanOnPush'; before: boolean; after: boolean }
  /** It is missing, and has to be created with these settings. */
  | { setting: 'repository'; after: Settings };

/** What ecr-steward cannot change: a person has to. */
export type Remark = { action: 'report'; stays?: string } & (
  | { setting: 'encryption'; before: Encryption; after: Encryption }
  | { setting: 'requiredTags'; missing: readonly string[] }
);

type Tags = Readonly<Record<string, string>>;

/** A deviation that is corrected. */
export type ToSet = Deviation & Change & { action: 'set' };

export function isToSet(deviation: Deviation): deviation is ToSet {
  return deviation.action === 'set';
}

import type { ECRServiceException } from '@aws-sdk/client-ecr';
import type { PolicyPreview } from '../registry/lifecycle/policy-preview.ts';
import type { Settings } from '../registry/settings/repository-settings.ts';
import type { PullersStatement } from './policy/pullers.ts';
import type { RuleState } from './rules/rule.ts';
import type { TemplateState } from './templates/template.ts';

/**
 * One step from what the registry has (`before`) to what registry.yml declares (`after`). `reason` says why,
 * `blocked` why it cannot be applied now: such a change is shown but never attempted.
 */
type Step<State> =
  | { action: 'create'; after: State; reason?: string; blocked?: string }
  | {
      action: 'update' | 'replace';
      before: State;
      after: State;
      reason: string;
      blocked?: string;
    }
  | { action: 'delete' | 'unmanaged'; before: State; reason: string }
  | { action: 'none'; before: State; reason?: string };

/** `prefix` is that of the rule that a change belongs to. */
export type RuleChange = { kind: 'rule'; prefix: string } & Step<RuleState>;
/** A repository creation template: the settings of the repositories that ECR creates by the rule. */
export type TemplateChange = { kind: 'template'; prefix: string } & Step<TemplateState>;
/** Our statement in the registry policy: who may pull through the rule. */
export type PolicyChange = { kind: 'policy'; prefix: string } & Step<PullersStatement>;
/**
 * A repository that the rule has created; `after` holds only the settings that change. `preview`: what a lifecycle
 * policy among them would do to the images, once ECR has previewed it (preview.ts).
 */
export type RepositoryChange = {
  kind: 'repository';
  prefix: string;
  repository: string;
  preview?: PolicyPreview;
} & Step<Settings>;

export type CacheChange = RuleChange | TemplateChange | PolicyChange | RepositoryChange;

export interface CachePlan {
  changes: CacheChange[];
}

/** The outcome of a change. */
export type Outcome =
  | 'created'
  | 'updated'
  | 'replaced'
  | 'deleted'
  /** Nothing was to be done, or no longer: it is as declared, or unmanaged and kept. */
  | 'unchanged'
  /** Nothing was done, or not all: the rule is not allowed yet. `why` says so. */
  | 'observed'
  /** Nothing was done, or not all: it is over a limit. */
  | 'held'
  /** It failed; `error` says why. The other changes are applied all the same. */
  | 'failed';

/**
 * Of an answer that all is as declared already: whether an earlier attempt of the same call, whose answer was
 * lost, may have done it. Else another run was faster.
 */
export function mayBeOurs({ $metadata }: ECRServiceException): boolean {
  return ($metadata.attempts ?? 1) > 1;
}

/** Whether applying the plan would change the registry. */
export function hasChanges({ changes }: CachePlan): boolean {
  return changes.some(({ action }) => action !== 'none' && action !== 'unmanaged');
}

/** The name of what a change is about. */
export function nameOf(change: CacheChange): string {
  switch (change.kind) {
    case 'rule':
      return change.prefix;
    case 'template':
      return `${change.prefix} template`;
    case 'policy':
      return `${change.prefix} pullers`;
    case 'repository':
      return change.repository;
  }
}

/** A repository without drift: there may be hundreds, so they are counted, not listed. */
export function isPlainRepository(change: CacheChange): boolean {
  return change.kind === 'repository' && change.action === 'none' && change.reason === undefined;
}

/** The reasons, as a field of a change: no field for no reasons. */
export function reasonOf(reasons: readonly string[]): { reason?: string } {
  return reasons.length > 0 ? { reason: reasons.join('; ') } : {};
}

/** What blocks a change, as a field of it: no field when nothing does. */
export function blockedIf(obstacles: readonly string[]): { blocked?: string } {
  return obstacles.length > 0 ? { blocked: obstacles.join('; ') } : {};
}

/** The reason for what is managed and not in the file: it may belong to another registry.yml for the same registry. */
export const oursElsewhere = 'managed by ecr-steward, not in registry.yml; kept: prune is false';

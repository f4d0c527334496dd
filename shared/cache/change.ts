import type { ECRServiceException } from '@aws-sdk/client-ecr';
import type { PolicyPreview } from '../registry/lifecycle/policy-preview.ts';
import type { Settings } from '../registry/settings/repository-settings.ts';
import type { PullersStatement } from './policy/pullers.ts';
import type { RuleState } from './rules/rule.ts';
import type { TemplateState } from './templates/template.ts';

/**
 * One step from what the registry has (`before`) to what registry.yml declares (`after`). `reason` says
 * why, `blocked` why it cannot be applied now: such a change is shown and never attempted.
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
/** A repository creation template: how the rule's repositories are to be when ECR creates them. */
export type TemplateChange = { kind: 'template'; prefix: string } & Step<TemplateState>;
/** Our statement in the registry policy: who may pull through the rule. */
export type PolicyChange = { kind: 'policy'; prefix: string } & Step<PullersStatement>;
/**
 * A repository that the rule has created; `after` holds the settings that are to change, no others. `rehearsal`:
 * what a lifecycle policy among them would do to the images, once it was looked at (rehearse.ts).
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

/** What became of a change. */
export type Outcome =
  | 'created'
  | 'updated'
  | 'replaced'
  | 'deleted'
  /** Nothing was to be done, or not any more: all is as declared, or not ours and kept. */
  | 'unchanged'
  /** Nothing was done, or not all: nobody has let the rule act yet. `why` says so. */
  | 'observed'
  /** Nothing was done, or not all: a limit has no room for it. */
  | 'held'
  /** Could not be done; `error` says why. The other changes are applied all the same. */
  | 'failed';

/**
 * Of an answer that all is as it is to be already: whether an earlier attempt of the same call, whose answer was
 * lost, may have done it. Else another run was faster.
 */
export function mayBeOurs({ $metadata }: ECRServiceException): boolean {
  return ($metadata.attempts ?? 1) > 1;
}

/** Whether applying the plan would change the registry. */
export function hasChanges({ changes }: CachePlan): boolean {
  return changes.some(({ action }) => action !== 'none' && action !== 'unmanaged');
}

/** The thing that a change is about, in a word or two. */
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

/** A repository of which there is nothing to say: one of hundreds, so they are counted, not listed. */
export function isPlainRepository(change: CacheChange): boolean {
  return change.kind === 'repository' && change.action === 'none' && change.reason === undefined;
}

/** The reasons as a change has them: none for none. */
export function reasonOf(reasons: readonly string[]): { reason?: string } {
  return reasons.length > 0 ? { reason: reasons.join('; ') } : {};
}

/** What keeps a change from being applied: nothing when there is no obstacle. */
export function blockedIf(obstacles: readonly string[]): { blocked?: string } {
  return obstacles.length > 0 ? { blocked: obstacles.join('; ') } : {};
}

/** Of what has our mark and is not in the file: it may be of another registry.yml for the same registry. */
export const oursElsewhere = 'ours by its mark, not in registry.yml; kept: prune is false';

import type { AnyChange, Step } from '../changes/step.ts';
import { isToBeMade } from '../changes/step.ts';
import type { PolicyPreview } from '../registry/lifecycle/policy-preview.ts';
import type { Statement } from '../registry/policy/text.ts';
import type { Settings } from '../registry/settings/repository-settings.ts';
import type { RuleState } from './rules/rule.ts';
import type { TemplateState } from './templates/template.ts';

/** `prefix` is that of the rule that a change belongs to. */
export type RuleChange = { kind: 'rule'; prefix: string } & Step<RuleState>;
/** A repository creation template: the settings of the repositories that ECR creates by the rule. */
export type TemplateChange = { kind: 'template'; prefix: string } & Step<TemplateState>;
/** Our statement in the registry policy: who may pull through the rule. */
export type PolicyChange = { kind: 'policy'; prefix: string } & Step<Statement>;
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

/** A change of a rule, a template or a statement: what is made and deleted as a whole. */
export type WholeChange = RuleChange | TemplateChange | PolicyChange;

export type CacheChange = WholeChange | RepositoryChange;

export interface CachePlan {
  changes: CacheChange[];
}

/** Whether applying the plan would change the registry. */
export function hasChanges({ changes }: { changes: readonly AnyChange[] }): boolean {
  return changes.some(isToBeMade);
}

/** A repository without drift: there may be hundreds, so they are counted, not listed. */
export function isPlainRepository(change: AnyChange): boolean {
  return change.kind === 'repository' && change.action === 'none' && change.reason === undefined;
}

/** The reason for what is managed and not in the file: it may belong to another registry.yml for the same registry. */
export const oursElsewhere = 'managed by ecr-steward, not in registry.yml; kept: prune is false';

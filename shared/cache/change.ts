import { type AnyChange, isToBeMade, kept, type Step } from '../changes/step.ts';
import type { Statement } from '../registry/policy/text.ts';
import type { RepositoryChange } from '../settings/change.ts';
import type { TemplateChange } from '../settings/template/write.ts';
import type { RuleState } from './rules/rule.ts';

/** `prefix` is that of the rule that a change belongs to. */
export type RuleChange = { kind: 'rule'; prefix: string } & Step<RuleState>;
/** Our statement in the registry policy: who may pull through the rule. */
export type PolicyChange = { kind: 'policy'; prefix: string } & Step<Statement>;
/** A repository that the rule has created. */
export type CachedChange = RepositoryChange & { prefix: string };

/** A change of a rule, a template or a statement: what is made and deleted as a whole. */
export type WholeChange = RuleChange | TemplateChange | PolicyChange;

export type CacheChange = WholeChange | CachedChange;

export interface CachePlan {
  changes: CacheChange[];
}

/** Whether applying the plan would change the registry. */
export function hasChanges({ changes }: { changes: readonly AnyChange[] }): boolean {
  return changes.some(isToBeMade);
}

/** The reason for what is managed and not in the file: it may belong to another registry.yml for the same registry. */
export const oursElsewhere = `managed by ecr-steward, ${kept}`;

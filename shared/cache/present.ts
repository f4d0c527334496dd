import type { ECRClient } from '@aws-sdk/client-ecr';
import { differing, isSame } from '../registry/settings/same.ts';
import type { WholeChange } from './inverse.ts';
import { currentStatement } from './policy/write.ts';
import { type RuleState, sameRule } from './rules/rule.ts';
import { currentRule } from './rules/write.ts';
import { type TemplateState, templateKeys } from './templates/template.ts';
import { currentTemplate } from './templates/write.ts';

/** The present state of what a change was about: as before it, as the change left it, or another. */
export async function presentState(
  ecr: ECRClient,
  change: WholeChange,
): Promise<{ stand: 'before' | 'after' | 'other'; now: unknown }> {
  const now = await currentState(ecr, change);
  const before = 'before' in change ? change.before : undefined;
  const after = 'after' in change ? change.after : undefined;
  if (isLike(change, now, before)) return { stand: 'before', now };
  return { stand: isLike(change, now, after) ? 'after' : 'other', now };
}

function currentState(ecr: ECRClient, change: WholeChange): Promise<unknown> {
  switch (change.kind) {
    case 'rule':
      return currentRule(ecr, change.prefix);
    case 'template':
      return currentTemplate(ecr, change.prefix);
    case 'policy': {
      const { Sid } = 'after' in change ? change.after : change.before;
      return currentStatement(ecr, Sid);
    }
  }
}

function isLike({ kind }: WholeChange, a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (kind === 'rule') return sameRule(a as RuleState, b as RuleState);
  if (kind === 'policy') return isSame(a, b);
  return differing(a as TemplateState, b as TemplateState, templateKeys).length === 0;
}

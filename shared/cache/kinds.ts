import type { ECRClient } from '@aws-sdk/client-ecr';
import { type Kinds, kindOf } from '../changes/kind.ts';
import { currentStatement, writeStatement } from '../changes/statement.ts';
import type { AnyChange, Outcome } from '../changes/step.ts';
import { isSame } from '../registry/settings/same.ts';
import { repositoryKind } from '../settings/kind.ts';
import { templateKind } from '../settings/template/kind.ts';
import type { CacheChange, WholeChange } from './change.ts';
import { type RuleState, sameRule } from './rules/rule.ts';
import { currentRule, writeRule } from './rules/write.ts';

/** What is deleted may be in use. */
const goes = ({ action }: Pick<AnyChange, 'action'>) => action === 'delete' || action === 'replace';

/** The kinds of what is made and deleted as a whole. */
export const wholeKinds: Kinds<WholeChange> = {
  rule: {
    nameOf: ({ prefix }) => prefix,
    targetOf: ({ prefix }) => `the rule ${prefix}`,
    limit: 'cache',
    canBreak: goes,
    write: writeRule,
    current: (ecr, { prefix }) => currentRule(ecr, prefix),
    isSame: sameRule,
    // ECR can give a rule a credential or a role, but never remove one: then the rule is recreated.
    actionBack: (change) => {
      if (change.action !== 'update') return 'replace';
      const lacks = (key: keyof RuleState) => change.after[key] && !change.before[key];
      return lacks('credentialArn') || lacks('customRoleArn') ? 'replace' : 'update';
    },
  },
  template: templateKind,
  policy: {
    nameOf: ({ prefix }) => `${prefix} pullers`,
    targetOf: ({ prefix }) => `the statement of ${prefix}`,
    limit: 'cache',
    // A changed statement may lock somebody out.
    canBreak: (change) => goes(change) || change.action === 'update',
    write: writeStatement,
    current: (ecr, change) =>
      currentStatement(ecr, ('after' in change ? change.after : change.before).Sid),
    isSame,
  },
};

export const cacheKinds: Kinds<CacheChange> = { ...wholeKinds, repository: repositoryKind() };

/** The name of what a change is about. */
export function nameOf(change: CacheChange): string {
  return kindOf(cacheKinds, change).nameOf(change);
}

/** Makes one change. @throws ChangedSincePlanError when what it changes is no longer what was shown. */
export function perform(ecr: ECRClient, change: CacheChange): Promise<Outcome> {
  return kindOf(cacheKinds, change).write(ecr, change);
}

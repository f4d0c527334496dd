import { shieldRule } from '../../../shared/config/schema/shield-rule.ts';
import { shieldAlerts } from '../../../shared/shield/alert.ts';
import type { Applied } from '../../../shared/shield/apply.ts';
import { actId, denied, digest, heldBy, repository, tag } from './names.ts';
import { only, type Samples } from './samples.ts';

const inUse = 'in-use-fa15c8ce4954';
const by = 'ECS service prod/web runs it, as 1.4.2';

const give: Applied = {
  ...{ repository, step: 'give', digest, tag: inUse, by },
  ...{
    action: 'set',
    outcome: 'set',
    text: `${tag} gets the tag ${inUse}: ${by}`,
    actionId: actId,
  },
};

const rule: Applied = {
  ...{ repository, step: 'rule', before: '', after: '', action: 'report', outcome: 'reported' },
  text: 'the first rule of the lifecycle policy does not keep in-use-*',
  stays: `add it where the policy is made: ${JSON.stringify({ rulePriority: 1, ...shieldRule })}`,
};

const remove: Applied = {
  ...{ repository, step: 'remove', digest, tag: inUse, since: '2026-11-12T01:10:00Z' },
  ...{ action: 'set', outcome: 'held', held: heldBy('unshield', 500) },
  text: `${inUse} is removed: not in use since 2026-11-12`,
};

function applied(each: Applied, more: Partial<Applied> = {}) {
  return only(shieldAlerts([], [{ ...each, ...more } as Applied]));
}

export const shieldSamples: Samples<`shield.${string}`> = {
  'shield.missing': applied(rule),
  'shield.set': applied(give),
  'shield.failed': applied(give, {
    outcome: 'failed',
    error: denied('ecr:PutImage', 'repository'),
  }),
  'shield.held': applied(remove),
};

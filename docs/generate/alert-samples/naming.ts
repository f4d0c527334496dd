import { alertsOf, violationAlert } from '../../../shared/naming/alert.ts';
import type { TagViolation } from '../../../shared/naming/check.ts';
import type { Enforced, Outcome } from '../../../shared/naming/enforce.ts';
import { denied, digest, heldBy, repository, tag } from './names.ts';
import { only, type Samples } from './samples.ts';

const violation: TagViolation = {
  ...{ kind: 'tag', repository, tag, digest, rule: 'versions only', action: 'quarantine' },
  reason: '"latest" is not semver (such as 1.4.2)',
};

function enforced(outcome: Outcome, more: Partial<Enforced> = {}): Enforced {
  return { ...violation, outcome, ...more } as Enforced;
}

export const namingSamples: Samples<`naming.${string}`> = {
  'naming.violation': [
    violationAlert(enforced('quarantined')),
    violationAlert(enforced('reported', { action: 'report' })),
  ],
  'naming.held': only(alertsOf([enforced('held', { held: heldBy('quarantine', 10) })])),
  'naming.failed': only(alertsOf([enforced('failed', { error: denied('ecr:PutImage', 'push') })])),
  'naming.raced': only(alertsOf([enforced('raced')])),
  'naming.referenced': only(alertsOf([enforced('referenced', { action: 'delete' })])),
};

import type { AlertKind } from '../../shared/alerts/alert.ts';

/** What no alert says of itself. A kind that is missing here does not compile. */
export interface AlertFacts {
  /** When it is sent. */
  when: string;
  /** When the same is sent again, where the window of its cause is not all there is to say. */
  again?: string;
  /** What resolves it: of every kind that stands, and of no other; a test holds that. */
  resolved?: string;
  /** Functions that send it. */
  by: readonly string[];
}

export const alertFacts: Readonly<Record<AlertKind, AlertFacts>> = {
  'naming.violation': {
    when: 'A name or a tag breaks a naming rule. One that was enforced says what was done, and is not resolved later.',
    resolved: 'the hourly run no longer finds it',
    by: ['push', 'naming', 'repository'],
  },
  'naming.raced': {
    when: 'A tag was pushed again in the moment in which it was removed: the new image has lost it.',
    by: ['push', 'naming'],
  },
  'naming.held': {
    when: '`limits.quarantine` or `limits.delete` has no room for more invalid tags.',
    resolved: 'the hourly run finds nothing that a limit holds back',
    by: ['push', 'naming'],
  },
  'naming.failed': {
    when: 'An invalid tag was to be replaced or removed, and that failed.',
    resolved: 'the hourly run finds it done, or no longer invalid',
    by: ['push', 'naming'],
  },
  'naming.referenced': {
    when: 'An invalid tag was to be removed, and ECR keeps its image as a part of a multi-arch image.',
    by: ['naming'],
  },
  'cache.rule-failed': {
    when: 'A change of a cache rule, or of what belongs to it, failed.',
    resolved: 'a later run of `cache` finds it as declared',
    by: ['cache'],
  },
  'cache.login-failed': {
    when: 'ECR cannot log in to an upstream with the credential of a cache rule.',
    resolved: 'a later validation logs in',
    again: 'after 20 hours, and at once after its secret was changed',
    by: ['validate', 'cache'],
  },
  'cache.credential-due': {
    when: 'A credential works, and its secret is too old or its rotation is overdue.',
    resolved: 'a later validation finds the secret changed or rotated',
    again: 'after 20 hours, and at once after its secret was changed',
    by: ['validate'],
  },
  'cache.credential-shape': {
    when: 'A secret of a cache rule is not what ECR expects; only with `validate: deep`.',
    resolved: 'a later nightly run finds the secret right',
    by: ['credential'],
  },
  'cache.pull-failed': {
    when: 'A pull through the cache failed; once per cause.',
    by: ['pull-failure'],
  },
  'cache.warm-failed': {
    when: 'An image that `warm` lists could not be imported; once per cause.',
    resolved: 'a later nightly run has imported all images of the rule',
    by: ['warm'],
  },
  'inventory.failed': {
    when: 'A registry could not be read at all.',
    resolved: 'a later inventory has read it',
    by: ['inventory'],
  },
  'inventory.incomplete': {
    when: 'Some repositories, or the audit log, could not be read.',
    resolved: 'a later inventory is complete',
    by: ['inventory'],
  },
  'inventory.growth': {
    when: 'The registry has grown by more than `inventory.alert.growthPercent` or `growthBytes`.',
    by: ['inventory'],
  },
  'inventory.moved-tags': {
    when: 'More tags than `inventory.alert.movedTags` name another image than the day before.',
    by: ['inventory'],
  },
  'inventory.quota': {
    when: 'More than `inventory.alert.quotaPercent` of a quota is used.',
    resolved: 'a later inventory is below it',
    by: ['inventory'],
  },
  'scanning.findings': {
    when: 'An image has more findings than its rule allows; later only what is new to that image.',
    again: 'at once for a finding that is new to the image; one that stands after a year',
    by: ['scan', 'scan-sweep'],
  },
  'scanning.unknown': {
    when: 'The scan of an image says nothing: the image is unsupported, archived, expired, or was never scanned.',
    by: ['scan', 'scan-sweep'],
  },
  'scanning.ignore-expired': {
    when: 'An entry of `scanning.ignore` is past its last day.',
    by: ['scan-sweep'],
  },
  'scanning.raced': {
    when: 'A tag was pushed again in the moment in which it was replaced: the new image has lost it.',
    by: ['scan', 'scan-sweep'],
  },
  'replication.failed': {
    when: 'An image was not replicated to a destination, or did not arrive from a source.',
    by: ['replication'],
  },
  'tags.moved': {
    when: 'A tag that may not move names another image; a second alert says who pushed it, if CloudTrail reports that later.',
    again: 'never for the same move',
    by: ['moved-tags'],
  },
  'repository.baseline': {
    when: 'The settings of a repository differ from registry.yml.',
    resolved: 'the nightly run finds them as declared',
    by: ['repository'],
  },
  'repository.set': {
    when: 'Settings of a repository were changed to what registry.yml says.',
    by: ['repository'],
  },
  'scanning.held': {
    when: '`limits.quarantine` has no room for more tags of images that fail.',
    resolved: 'a nightly run that looks at all images finds nothing that a limit holds back',
    by: ['scan', 'scan-sweep'],
  },
  'scanning.failed': {
    when: 'An image that fails was to be quarantined, and that failed.',
    resolved: 'the nightly run finds it done, or the image no longer fails',
    by: ['scan', 'scan-sweep'],
  },
  'scanning.denied': {
    when: 'IAM denies a call that reads scans, so nobody is notified of vulnerabilities.',
    resolved: 'the nightly run can read a scan',
    by: ['scan', 'scan-sweep'],
  },
  'baseline.failed': {
    when: 'Settings of a repository were to be changed, and that failed.',
    resolved: 'the nightly run finds them as declared',
    by: ['repository'],
  },
  'baseline.held': {
    when: '`limits.immutable` or `limits.expire` has no room for more changes.',
    resolved: 'the nightly run finds nothing that a limit holds back',
    by: ['repository'],
  },
  'cache.held': {
    when: '`limits.cache`, `limits.expire` or `limits.immutable` has no room for more changes.',
    resolved: 'a later run of `cache` finds nothing that a limit holds back',
    by: ['cache'],
  },
  'cache.observed': {
    when: 'Changes of the cache wait until they are allowed.',
    resolved: 'they are made, or registry.yml no longer asks for them',
    by: ['cache'],
  },
  'cache.changed': {
    when: 'Something of the cache was deleted or replaced, or images expire by a new lifecycle policy.',
    by: ['cache'],
  },
  'acts.untold': {
    when: 'A function died between an action and its alert: the next scheduled run reports the action.',
    by: ['naming', 'repository', 'scan-sweep', 'cache'],
  },
  'storage.archived': {
    when: 'An archived image is run by a service or task of ECS, or by a function of Lambda.',
    resolved: 'the nightly look at all uses no longer finds it',
    by: ['storage-class'],
  },
  'steward.ledger-unreachable': {
    when: 'The ledger cannot be reached: no action is taken and no other alert is sent meanwhile.',
    by: [
      ...['push', 'naming', 'repository', 'moved-tags', 'scan', 'scan-sweep', 'cache', 'validate'],
      ...['credential', 'pull-failure', 'warm', 'inventory', 'replication', 'storage-class'],
    ],
  },
};

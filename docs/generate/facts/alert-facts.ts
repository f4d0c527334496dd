import type { AlertKind } from '../../../shared/alerts/alert.ts';

/** Facts about each kind of alert that its text does not have. A missing kind does not compile. */
export interface AlertFacts {
  /** When it is sent. */
  when: string;
  /** When it is sent again, where that is not after the window of its cause. */
  again?: string;
  /** What resolves it; absent for a kind that is never resolved, which a test checks. */
  resolved?: string;
  /** Functions that send it. */
  by: readonly string[];
}

/** Those that work with registry.yml. */
const everyFunction = [
  ...[
    'push',
    'due',
    'repository',
    'moved-tags',
    'scan',
    'cache',
    'registry',
    'validate',
    'pull-failure',
  ],
  ...['credential', 'warm', 'walk', 'replication', 'storage-class', 'deletion', 'alarm'],
];

export const alertFacts: Readonly<Record<AlertKind, AlertFacts>> = {
  'naming.violation': {
    when: 'A name or a tag breaks a naming rule. An alert after an action says what was done, and is not resolved later.',
    resolved: 'the nightly walk no longer finds it, or the hourly run finds its image valid',
    by: ['push', 'due', 'repository', 'walk'],
  },
  'naming.raced': {
    when: 'A tag was pushed again at the moment at which it was removed: the new image has lost it.',
    by: ['push', 'due', 'walk'],
  },
  'naming.held': {
    when: '`limits.quarantine` or `limits.delete` has no room for more invalid tags.',
    resolved: 'the nightly walk finds nothing that a limit holds back',
    by: ['push', 'due', 'walk'],
  },
  'naming.failed': {
    when: 'Replacing or removing an invalid tag failed.',
    resolved: 'the hourly run or the nightly walk finds the tag removed, or no longer invalid',
    by: ['push', 'due', 'walk'],
  },
  'naming.referenced': {
    when: 'An invalid tag cannot be removed: ECR keeps its image as a part of a multi-arch image.',
    by: ['due', 'walk'],
  },
  'cache.rule-failed': {
    when: 'A change of a cache rule, or of what belongs to it, failed.',
    resolved:
      'a later run of `cache`, for a cached repository the nightly walk, finds it as declared',
    by: ['cache', 'walk'],
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
    resolved: 'a later night finds the secret valid',
    by: ['credential'],
  },
  'cache.pull-failed': {
    when: 'A pull through the cache failed; once per cause.',
    by: ['pull-failure'],
  },
  'cache.warm-failed': {
    when: 'An image that `warm` lists could not be imported; once per cause.',
    resolved: 'a later night has imported all images of the rule',
    by: ['warm'],
  },
  'walk.failed': {
    when: 'A capability failed on the nightly walk, at some repositories or as a whole.',
    resolved: 'a later walk has shown it all repositories that could be read',
    by: ['walk'],
  },
  'inventory.failed': {
    when: 'A registry could not be read at all.',
    resolved: 'a later inventory has read it',
    by: ['walk'],
  },
  'inventory.incomplete': {
    when: 'Some repositories, or the audit log, could not be read.',
    resolved: 'a later inventory is complete',
    by: ['walk'],
  },
  'inventory.growth': {
    when: 'The registry has grown by more than `inventory.alert.growthPercent` or `growthBytes`.',
    by: ['walk'],
  },
  'inventory.moved-tags': {
    when: 'More tags than `inventory.alert.movedTags` name another image than the day before.',
    by: ['walk'],
  },
  'inventory.quota': {
    when: 'More than `inventory.alert.quotaPercent` of a quota is used.',
    resolved: 'a later inventory is below it',
    by: ['walk'],
  },
  'scanning.findings': {
    when: 'An image has more findings than its rule allows; later only what is new to that image.',
    again: 'at once for a finding that is new to the image; for an old one after a year',
    by: ['scan', 'walk'],
  },
  'scanning.unknown': {
    when: 'An image has no scan result: it is unsupported, archived, expired, or was never scanned.',
    by: ['scan', 'walk'],
  },
  'scanning.ignore-expired': {
    when: 'An entry of `scanning.ignore` is past its last day.',
    by: ['walk'],
  },
  'scanning.raced': {
    when: 'A tag was pushed again at the moment at which it was replaced: the new image has lost it.',
    by: ['scan', 'walk'],
  },
  'replication.failed': {
    when: 'An image was not replicated to a destination, or did not arrive from a source.',
    again: 'when a newer image fails',
    by: ['replication', 'walk'],
  },
  'image.unsigned': {
    when: 'An image with a tag was pushed, `registry.signing` has a rule for its repository, and a signature failed, or ECR knows of none 15 minutes after the push, or it is still in progress after a day.',
    resolved: 'the hourly run finds it signed, or gone; or the nightly walk finds no rule for it',
    by: ['due'],
  },
  'tags.moved': {
    when: 'A tag that must not move names another image; a second alert says who pushed it, if CloudTrail reports that later.',
    again: 'never for the same move',
    by: ['moved-tags', 'walk'],
  },
  'repository.baseline': {
    when: 'The settings of a repository differ from registry.yml.',
    resolved: 'the nightly walk finds them as declared',
    by: ['repository', 'walk'],
  },
  'repository.set': {
    when: 'Settings of a repository were changed to what registry.yml says, or one that it declares was created.',
    by: ['repository', 'walk'],
  },
  'repository.unused': {
    when: 'Nobody has used a repository for as long as its rule of `unusedRepositories` says.',
    again: 'after 30 days, and when it is marked for deletion',
    resolved: 'the nightly walk finds it used, kept, or gone, or no rule for it any more',
    by: ['walk'],
  },
  'repository.deleted': {
    when: 'An empty repository that nobody used was deleted. `undo` creates it again.',
    by: ['walk'],
  },
  'unused-repositories.failed': {
    when: 'Marking or deleting an unused repository did not work, or its resource tags could not be read.',
    resolved: 'the nightly walk can do it, or finds it used, kept, or gone',
    by: ['walk'],
  },
  'unused-repositories.held': {
    when: '`limits.repositories` has no room for more repositories that are due.',
    resolved: 'a nightly walk over the whole registry finds nothing that a limit holds back',
    by: ['walk'],
  },
  'scanning.held': {
    when: '`limits.quarantine` has no room for more tags of images that fail.',
    resolved:
      'a nightly walk that checks all images finds nothing that a limit holds back, or no rule quarantines any more',
    by: ['scan', 'walk'],
  },
  'scanning.failed': {
    when: 'Quarantining an image that fails did not work.',
    resolved:
      'the nightly walk finds it quarantined, the image gone or clean, or no rule that quarantines it',
    by: ['scan', 'walk'],
  },
  'scanning.denied': {
    when: 'IAM denies a call that reads scans, so vulnerabilities are not reported.',
    resolved: 'the nightly walk can read a scan, or there is no rule any more',
    by: ['scan', 'walk'],
  },
  'baseline.failed': {
    when: 'Changing the settings of a repository failed, or the settings of some could not be read.',
    resolved: 'the nightly walk finds them as declared, or can read them',
    by: ['repository', 'walk'],
  },
  'baseline.held': {
    when: '`limits.immutable` or `limits.expire` has no room for more changes.',
    resolved: 'the nightly walk finds nothing that a limit holds back',
    by: ['repository', 'walk'],
  },
  'repositories.drift': {
    when: 'A repository of `repositories:` is missing, or its settings differ, and nothing was done about it: the alert says why.',
    resolved: 'the nightly walk finds it as declared',
    by: ['repository', 'walk'],
  },
  'repositories.failed': {
    when: 'Creating a repository of `repositories:` or changing its settings failed, or the settings of some could not be read.',
    resolved: 'the nightly walk finds them as declared, or can read them',
    by: ['repository', 'walk'],
  },
  'repositories.held': {
    when: '`limits.immutable`, `limits.expire` or `limits.cache` has no room for more changes of declared repositories.',
    resolved: 'the nightly walk finds nothing that a limit holds back',
    by: ['repository', 'walk'],
  },
  'shield.missing': {
    when: 'An image that runs has no in-use tag, or the lifecycle policy lacks the rule that keeps these, and nothing was done about it.',
    resolved: 'the nightly walk finds that all that runs is kept, and knows what runs',
    by: ['walk'],
  },
  'shield.set': {
    when: 'Images got or lost in-use tags, or a lifecycle policy got the rule that keeps these.',
    by: ['walk'],
  },
  'shield.failed': {
    when: 'Reading or putting a lifecycle policy, or giving or removing an in-use tag, failed.',
    resolved: 'the nightly walk can do it, and knows what runs',
    by: ['walk'],
  },
  'shield.held': {
    when: '`limits.unshield` has no room for more tags.',
    resolved: 'the nightly walk finds nothing that a limit holds back',
    by: ['walk'],
  },
  'cache.held': {
    when: '`limits.cache`, `limits.expire` or `limits.immutable` has no room for more changes.',
    resolved:
      'a later run of `cache`, for cached repositories the nightly walk, finds nothing that a limit holds back',
    by: ['cache', 'walk'],
  },
  'cache.observed': {
    when: 'Changes of the cache are not made until they are allowed.',
    resolved: 'they are made, or registry.yml no longer needs them',
    by: ['cache', 'walk'],
  },
  'cache.changed': {
    when: 'Something of the cache was deleted or replaced, or images expire by a new lifecycle policy.',
    by: ['cache', 'walk'],
  },
  'registry.setting-failed': {
    when: 'A setting of the registry could not be read or changed.',
    resolved:
      'a later run of `registry` finds it as declared, or registry.yml no longer declares it',
    by: ['registry'],
  },
  'registry.observed': {
    when: 'Changes of the registry are not made until they are allowed.',
    resolved: 'they are made, or registry.yml no longer needs them',
    by: ['registry'],
  },
  'registry.backfill': {
    when: 'A replication backfill that `registry.replication` has started has ended: how, with the number of copies, and the first that failed.',
    by: ['registry', 'due'],
  },
  'registry.held': {
    when: '`limits.registry` has no room for more changes.',
    resolved: 'a later run of `registry` finds nothing that the limit holds back',
    by: ['registry'],
  },
  'registry.changed': {
    when: 'A setting of the registry was changed or deleted in a way that somebody may notice.',
    by: ['registry'],
  },
  'acts.untold': {
    when: 'A function died between an action and its alert: the next scheduled run reports the action.',
    by: ['walk', 'cache', 'registry'],
  },
  'retention.announced': {
    when: 'Images of a repository will be archived or deleted by `retention:`, and on which day. For a repository once a week at most, with all that is new by then.',
    again: 'after 30 days, where it was not done',
    by: ['walk'],
  },
  'retention.done': {
    when: 'The nightly walk has archived or deleted images that were announced.',
    by: ['walk'],
  },
  'retention.held': {
    when: '`limits.archive` or `limits.deleteImage` has no room for more images.',
    resolved: 'the nightly walk finds nothing that a limit holds back',
    by: ['walk'],
  },
  'retention.failed': {
    when: 'Archiving or deleting an image failed, or ECR refused it.',
    resolved: 'a later nightly walk fails at no image of the repository',
    by: ['walk'],
  },
  'retention.source': {
    when: 'A rule of `retention:` has `lostBy`, and what that registry has could not be read, or it lacks a repository: all images there stay.',
    resolved: 'a later nightly walk has seen all, and could compare with that registry',
    by: ['walk'],
  },
  'storage.archived': {
    when: 'An image in use is in the archive. With `use.restore` its restore is started.',
    resolved: 'the nightly walk no longer finds it',
    by: ['storage-class', 'walk'],
  },
  'use.lost': {
    when: 'An image in use, or a tag by which it is used, was deleted; or it is not known whether what was deleted was in use.',
    again: 'after a week; of images of which it is not known, each day',
    by: ['deletion'],
  },
  'use.missing': {
    when: 'An image that somebody runs is no longer in the registry.',
    resolved: 'the nightly walk finds the image, or nobody who runs it',
    by: ['walk'],
  },
  'use.unknown': {
    when: 'A source of `use.sources` could not be read, or has more than ecr-steward reads.',
    resolved: 'the nightly walk can read it',
    by: ['storage-class', 'walk'],
  },
  'steward.paused': {
    when: 'Somebody has paused capabilities: none of their rules is enforced.',
    again: 'each day, and at once when a pause begins or ends',
    resolved: 'the hourly run finds nothing paused',
    by: ['due'],
  },
  'steward.configuration': {
    when: 'The active configuration is missing, damaged, of another version of ecr-steward, or needs more of the stack than it was deployed with.',
    again: 'each day',
    by: everyFunction,
  },
  'steward.dead-letters': {
    when: 'The dead-letter queue of the stack has events that no function could handle.',
    resolved: 'the queue is empty',
    again: 'when the queue was empty in between',
    by: ['alarm'],
  },
  'steward.not-running': {
    when: 'The function `due`, which runs every hour, has not been invoked for three hours.',
    resolved: 'it runs again',
    again: 'when it ran in between',
    by: ['alarm'],
  },
  'steward.ledger-unreachable': {
    when: 'The ledger cannot be reached: until it can, no action is taken and no other alert is sent.',
    by: everyFunction,
  },
};

import type { Origin } from '../runtime/environment.ts';

/**
 * The kinds of alerts. `one` and `many` are the words of a message about several of a kind; `all` is the command
 * that shows all of them, where there is one.
 */
export const alertKinds = {
  'naming.violation': {
    one: 'naming violation',
    many: 'naming violations',
    all: 'npx ecr-steward check',
  },
  'naming.raced': {
    one: 'tag that moved while it was removed',
    many: 'tags that moved while they were removed',
  },
  'naming.held': { one: 'limit reached', many: 'limits reached', all: 'npx ecr-steward check' },
  'naming.failed': {
    one: 'invalid tag that could not be removed',
    many: 'invalid tags that could not be removed',
    all: 'npx ecr-steward check',
  },
  'naming.referenced': {
    one: 'invalid tag that cannot be deleted',
    many: 'invalid tags that cannot be deleted',
  },
  'cache.rule-failed': {
    one: 'cache setting that could not be applied',
    many: 'cache settings that could not be applied',
    all: 'npx ecr-steward plan',
  },
  'cache.login-failed': {
    one: 'cache rule whose login fails',
    many: 'cache rules whose login fails',
    all: 'npx ecr-steward doctor',
  },
  'cache.credential-due': {
    one: 'credential that needs attention',
    many: 'credentials that need attention',
    all: 'npx ecr-steward doctor',
  },
  'cache.credential-shape': {
    one: 'secret that ECR cannot use',
    many: 'secrets that ECR cannot use',
  },
  'cache.pull-failed': { one: 'cause of failed pulls', many: 'causes of failed pulls' },
  'cache.warm-failed': {
    one: 'cause of images that could not be warmed',
    many: 'causes of images that could not be warmed',
    all: 'npx ecr-steward warm',
  },
  'walk.failed': {
    one: 'capability that has not seen the whole registry',
    many: 'capabilities that have not seen the whole registry',
  },
  'inventory.failed': {
    one: 'registry that could not be read',
    many: 'registries that could not be read',
  },
  'inventory.incomplete': { one: 'incomplete inventory', many: 'incomplete inventories' },
  'inventory.growth': { one: 'registry that grew', many: 'registries that grew' },
  'inventory.moved-tags': {
    one: 'registry with moved tags',
    many: 'registries with moved tags',
  },
  'inventory.quota': { one: 'quota nearly used up', many: 'quotas nearly used up' },
  'scanning.findings': {
    one: 'image that fails its scan',
    many: 'images that fail their scans',
    all: 'npx ecr-steward scan',
  },
  'scanning.unknown': {
    one: 'group of images without a scan result',
    many: 'groups of images without a scan result',
    all: 'npx ecr-steward scan',
  },
  'scanning.ignore-expired': { one: 'expired ignore list', many: 'expired ignore lists' },
  'scanning.raced': {
    one: 'tag that moved while it was removed',
    many: 'tags that moved while they were removed',
  },
  'replication.failed': { one: 'failed replication', many: 'failed replications' },
  'image.unsigned': { one: 'unsigned image', many: 'unsigned images' },
  'tags.moved': { one: 'moved tag', many: 'moved tags' },
  'repository.baseline': {
    one: 'repository with drift',
    many: 'repositories with drift',
    all: 'npx ecr-steward baseline',
  },
  'repository.set': {
    one: 'repository whose settings were changed',
    many: 'repositories whose settings were changed',
  },
  'repository.unused': {
    one: 'unused repository',
    many: 'unused repositories',
    all: 'npx ecr-steward unused',
  },
  'repository.deleted': {
    one: 'empty repository that was deleted',
    many: 'empty repositories that were deleted',
    all: 'npx ecr-steward history',
  },
  'unused-repositories.failed': {
    one: 'unused repository that could not be marked or deleted',
    many: 'unused repositories that could not be marked or deleted',
    all: 'npx ecr-steward unused',
  },
  'unused-repositories.held': {
    one: 'limit reached',
    many: 'limits reached',
    all: 'npx ecr-steward unused',
  },
  'scanning.held': { one: 'limit reached', many: 'limits reached', all: 'npx ecr-steward scan' },
  'scanning.failed': {
    one: 'image that could not be quarantined',
    many: 'images that could not be quarantined',
    all: 'npx ecr-steward scan',
  },
  'scanning.denied': { one: 'missing permission', many: 'missing permissions' },
  'baseline.failed': {
    one: 'repository whose settings could not be changed',
    many: 'repositories whose settings could not be changed',
    all: 'npx ecr-steward baseline',
  },
  'baseline.held': {
    one: 'limit reached',
    many: 'limits reached',
    all: 'npx ecr-steward baseline',
  },
  'repositories.drift': {
    one: 'declared repository with drift',
    many: 'declared repositories with drift',
    all: 'npx ecr-steward plan',
  },
  'repositories.failed': {
    one: 'declared repository that could not be created or changed',
    many: 'declared repositories that could not be created or changed',
    all: 'npx ecr-steward plan',
  },
  'repositories.held': {
    one: 'limit reached',
    many: 'limits reached',
    all: 'npx ecr-steward plan',
  },
  'cache.held': { one: 'limit reached', many: 'limits reached', all: 'npx ecr-steward plan' },
  'cache.observed': {
    one: 'cache change that is only observed',
    many: 'cache changes that are only observed',
    all: 'npx ecr-steward plan',
  },
  'cache.changed': {
    one: 'cache setting that was replaced',
    many: 'cache settings that were replaced',
  },
  'registry.setting-failed': {
    one: 'setting of the registry that could not be applied',
    many: 'settings of the registry that could not be applied',
    all: 'npx ecr-steward plan',
  },
  'registry.observed': {
    one: 'change of the registry that is only observed',
    many: 'changes of the registry that are only observed',
    all: 'npx ecr-steward plan',
  },
  'registry.held': { one: 'limit reached', many: 'limits reached', all: 'npx ecr-steward plan' },
  'registry.changed': {
    one: 'setting of the registry that was changed',
    many: 'settings of the registry that were changed',
    all: 'npx ecr-steward history',
  },
  'acts.untold': {
    one: 'action that was not reported',
    many: 'actions that were not reported',
    all: 'npx ecr-steward history',
  },
  'use.lost': { one: 'deleted image that was in use', many: 'deleted images that were in use' },
  'shield.missing': {
    one: 'repository whose lifecycle policy can expire what runs',
    many: 'repositories whose lifecycle policies can expire what runs',
    all: 'npx ecr-steward shield',
  },
  'shield.set': {
    one: 'repository where what runs is kept',
    many: 'repositories where what runs is kept',
  },
  'shield.failed': {
    one: 'repository where what runs could not be kept',
    many: 'repositories where what runs could not be kept',
    all: 'npx ecr-steward shield',
  },
  'shield.held': { one: 'limit reached', many: 'limits reached', all: 'npx ecr-steward shield' },
  'storage.archived': {
    one: 'archived image in use',
    many: 'archived images in use',
    all: 'npx ecr-steward usage',
  },
  'use.missing': {
    one: 'missing image in use',
    many: 'missing images in use',
    all: 'npx ecr-steward usage',
  },
  'use.unknown': {
    one: 'source of uses that cannot be read',
    many: 'sources of uses that cannot be read',
    all: 'npx ecr-steward usage',
  },
  'retention.announced': {
    one: 'repository with images to be archived or deleted',
    many: 'repositories with images to be archived or deleted',
    all: 'npx ecr-steward retention',
  },
  'retention.done': {
    one: 'repository whose images were archived or deleted',
    many: 'repositories whose images were archived or deleted',
    all: 'npx ecr-steward history',
  },
  'retention.held': {
    one: 'limit reached',
    many: 'limits reached',
    all: 'npx ecr-steward retention',
  },
  'retention.failed': {
    one: 'repository whose images could not be archived or deleted',
    many: 'repositories whose images could not be archived or deleted',
    all: 'npx ecr-steward retention',
  },
  'retention.source': {
    one: 'source of a replication that cannot be compared',
    many: 'sources of replications that cannot be compared',
    all: 'npx ecr-steward retention',
  },
  'registry.backfill': {
    one: 'replication backfill that has ended',
    many: 'replication backfills that have ended',
  },
  'steward.paused': {
    one: 'pause',
    many: 'pauses',
    all: 'npx ecr-steward allow --list',
  },
  'steward.configuration': {
    one: 'configuration that cannot be used',
    many: 'configurations that cannot be used',
    all: 'npx ecr-steward config list',
  },
  'steward.dead-letters': {
    one: 'queue of events that could not be handled',
    many: 'queues of events that could not be handled',
  },
  'steward.not-running': {
    one: 'stack that no longer runs',
    many: 'stacks that no longer run',
  },
  'steward.ledger-unreachable': { one: 'unreachable ledger', many: 'unreachable ledgers' },
} as const satisfies Record<string, { one: string; many: string; all?: string }>;

export type AlertKind = keyof typeof alertKinds;

/** From the least to the most severe. */
export const severities = ['info', 'warning', 'error', 'critical'] as const;

export type Severity = (typeof severities)[number];

/**
 * Where it is: in members for programs, as far as they are known, and as one text for people. Account and region
 * default to those of the stack that sends the alert.
 */
export interface Where {
  /** `team-a/web:1.4.2`, `the cache docker.io`, `registry 123456789012 in eu-west-1`. */
  text: string;
  account?: string;
  region?: string;
  repository?: string;
  tag?: string;
  digest?: string;
  /** The prefix of a pull through cache rule. */
  rule?: string;
}

/** What makes two alerts duplicates: of one cause, one alert is sent in a window. */
export interface Cause {
  /** The same for all alerts of which one is to be sent: `cache/docker.io/UpstreamAccessDenied`. */
  id: string;
  /** Seconds until an alert of this cause may be sent again. */
  windowSeconds: number;
  /**
   * What has happened since: somebody has tried to fix it, or it has failed again. An alert of a new occasion is sent
   * within the window too.
   */
  occasion?: string;
}

/** What is reported. A capability makes it, `Notifier` sends it. Names are in it unescaped. */
export interface Alert {
  kind: AlertKind;
  cause: Cause;
  /** What happened, in one line. */
  title: string;
  where: Where;
  severity: Severity;
  /** It lasts until somebody fixes it: then a scheduled run finds that it is resolved, and says so (`resolve`). */
  stands?: true;
  /** ISO 8601. Default, for one that lasts: when it was first reported. */
  since?: string;
  /** The details, a line each. */
  what: readonly string[];
  /** What was done about it. */
  done?: readonly string[];
  /** What to do. */
  todo?: readonly string[];
}

/** An alert that is expensive to make: it is made only when its cause has not been reported in the window. */
export interface LazyAlert {
  cause: Cause;
  make(): Promise<Alert>;
}

/** An alert to be sent. */
export interface Notice {
  /** Its `where` has an account and a region. */
  alert: Alert;
  /** `cleared`: it is resolved. */
  state: 'raised' | 'cleared';
  /** The stack that sends it. */
  origin: Origin;
  /** The owner of the repository, where it is known. */
  owner?: string;
}

/** The highest severity among the alerts; `info` for none. */
export function worstOf(alerts: readonly Pick<Alert, 'severity'>[]): Severity {
  const ranks = alerts.map(({ severity }) => severities.indexOf(severity));
  return severities[Math.max(0, ...ranks)] ?? 'info';
}

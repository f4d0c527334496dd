import type { Origin } from '../runtime/environment.ts';

/**
 * What people can be told of, in the words of a message about several of a kind, and the command that
 * shows all of them where there is one. To tell of something new, add a line.
 */
export const alertKinds = {
  'naming.violation': { one: 'wrong name', many: 'wrong names', all: 'npx ecr-steward check' },
  'naming.raced': { one: 'tag that moved', many: 'tags that moved while they were taken away' },
  'naming.held': { one: 'limit reached', many: 'limits reached', all: 'npx ecr-steward check' },
  'naming.failed': {
    one: 'wrong tag that could not be dealt with',
    many: 'wrong tags that could not be dealt with',
    all: 'npx ecr-steward check',
  },
  'naming.referenced': {
    one: 'wrong tag that cannot be deleted',
    many: 'wrong tags that cannot be deleted',
  },
  'cache.rule-failed': {
    one: 'setting of the cache not in line',
    many: 'settings of the cache not in line',
    all: 'npx ecr-steward plan',
  },
  'cache.login-failed': {
    one: 'cache without a login',
    many: 'caches that ECR cannot log in for',
    all: 'npx ecr-steward doctor',
  },
  'cache.credential-due': {
    one: 'credential to be seen to',
    many: 'credentials to be seen to',
    all: 'npx ecr-steward doctor',
  },
  'cache.credential-shape': {
    one: 'secret that ECR cannot use',
    many: 'secrets that ECR cannot use',
  },
  'cache.pull-failed': { one: 'cause of failed pulls', many: 'causes of failed pulls' },
  'cache.warm-failed': {
    one: 'cause of images not warmed',
    many: 'causes of images not warmed',
    all: 'npx ecr-steward warm',
  },
  'inventory.failed': { one: 'registry not read', many: 'registries not read' },
  'inventory.incomplete': { one: 'incomplete inventory', many: 'incomplete inventories' },
  'inventory.growth': { one: 'registry that grew', many: 'registries that grew' },
  'inventory.moved-tags': {
    one: 'registry with moved tags',
    many: 'registries with moved tags',
  },
  'inventory.quota': { one: 'quota nearly used', many: 'quotas nearly used' },
  'scanning.findings': {
    one: 'image that fails its scan',
    many: 'images that fail their scans',
    all: 'npx ecr-steward scan',
  },
  'scanning.unknown': {
    one: 'image of unknown vulnerabilities',
    many: 'groups of images of unknown vulnerabilities',
    all: 'npx ecr-steward scan',
  },
  'scanning.ignore-expired': { one: 'expired list of ignores', many: 'expired lists of ignores' },
  'scanning.raced': { one: 'tag that moved', many: 'tags that moved while they were taken away' },
  'replication.failed': { one: 'failed replication', many: 'failed replications' },
  'tags.moved': { one: 'moved tag', many: 'moved tags' },
  'repository.baseline': {
    one: 'repository not as declared',
    many: 'repositories not as declared',
    all: 'npx ecr-steward baseline',
  },
  'repository.set': { one: 'repository brought in line', many: 'repositories brought in line' },
  'scanning.held': { one: 'limit reached', many: 'limits reached', all: 'npx ecr-steward scan' },
  'scanning.failed': {
    one: 'image that could not be quarantined',
    many: 'images that could not be quarantined',
    all: 'npx ecr-steward scan',
  },
  'scanning.denied': { one: 'right that is missing', many: 'rights that are missing' },
  'baseline.failed': {
    one: 'repository that could not be brought in line',
    many: 'repositories that could not be brought in line',
    all: 'npx ecr-steward baseline',
  },
  'baseline.held': {
    one: 'limit reached',
    many: 'limits reached',
    all: 'npx ecr-steward baseline',
  },
  'cache.held': { one: 'limit reached', many: 'limits reached', all: 'npx ecr-steward plan' },
  'cache.observed': {
    one: 'change that is not made yet',
    many: 'changes that are not made yet',
    all: 'npx ecr-steward plan',
  },
  'cache.changed': {
    one: 'setting of the cache that was replaced',
    many: 'settings of the cache that were replaced',
  },
  'acts.untold': {
    one: 'act that was not told',
    many: 'acts that were not told',
    all: 'npx ecr-steward history',
  },
  'storage.archived': { one: 'archived image in use', many: 'archived images in use' },
  'steward.ledger-unreachable': { one: 'ledger out of reach', many: 'ledgers out of reach' },
} as const satisfies Record<string, { one: string; many: string; all?: string }>;

export type AlertKind = keyof typeof alertKinds;

/** From the least to the worst. */
export const severities = ['info', 'warning', 'error', 'critical'] as const;

export type Severity = (typeof severities)[number];

/**
 * Where it is: as much of it as is known, for programs, and in one text for people. Account and region are those
 * of who tells, unless an alert says others: capabilities need not.
 */
export interface Where {
  /** `team-a/web:1.4.2`, `the cache docker.io`, `registry 123456789012 in eu-west-1` */
  text: string;
  account?: string;
  region?: string;
  repository?: string;
  tag?: string;
  digest?: string;
  /** The prefix of a pull-through cache rule. */
  rule?: string;
}

/** What makes two alerts the same for people. */
export interface Cause {
  /** The same for whatever is to be told once: `cache/docker.io/UpstreamAccessDenied`. */
  id: string;
  /** Seconds until it may be told again, if it is still so. */
  windowSeconds: number;
  /** Somebody has just tried to mend it: told at once if it is still so, once for each occasion. */
  occasion?: string;
}

/** Something that people are told: capabilities make it, `People` tells it. Names may stand in it as they are. */
export interface Alert {
  kind: AlertKind;
  cause: Cause;
  /** What happened, in one line. */
  title: string;
  where: Where;
  severity: Severity;
  /** It goes on until somebody mends it: only then a sweep can find it over, and people are told (`settle`). */
  stands?: true;
  /** ISO 8601. Default, for one that stands: when people were first told. */
  since?: string;
  /** What exactly: a line each. */
  what: readonly string[];
  /** What was done about it. */
  done?: readonly string[];
  /** What to do. */
  todo?: readonly string[];
}

/** An alert that costs something to make: it is made when people have not been told of its cause. */
export interface LazyAlert {
  cause: Cause;
  make(): Promise<Alert>;
}

/** An alert on its way to people. */
export interface Notice {
  /** Its `where` has an account and a region. */
  alert: Alert;
  /** Does it hold, or is it over? */
  state: 'raised' | 'cleared';
  /** Who tells. */
  origin: Origin;
  /** The owner of the repository, where it is known. */
  owner?: string;
}

export function worstOf(alerts: readonly Pick<Alert, 'severity'>[]): Severity {
  const ranks = alerts.map(({ severity }) => severities.indexOf(severity));
  return severities[Math.max(0, ...ranks)] ?? 'info';
}

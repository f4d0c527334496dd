import { ParameterError } from './known-parameters.ts';

/**
 * What a company may require of every stack in its accounts. All are optional, and come from `--param NAME=VALUE` or
 * `params:` of serverless.yml; docs/deployment.md has a line for each.
 */
export interface Company {
  /** ARN of the permissions boundary of all roles. Default: none. */
  permissionsBoundary: string | undefined;
  /** Path of roles and managed policies. Default: `/`. */
  rolePath: string | undefined;
  /** With it roles and managed policies are named `<prefix><stack>-<region>-<what>`. Default: generated names. */
  rolePrefix: string | undefined;
  /** ARN of the KMS key of logs, bucket, tables, queue and topic. Default: as the template has it. */
  kmsKey: string | undefined;
  /** Of the VPC that all functions run in. Default: none. */
  subnets: readonly string[];
  securityGroups: readonly string[];
  /** Of the stack, from where its resources get them. */
  tags: Readonly<Record<string, string>>;
  /** Of the tables. Default: as the template has it, for the ledger only. */
  pointInTimeRecovery: boolean | undefined;
  /** The tables that an earlier stack left are used, none are created. Default: false. */
  existingTables: boolean;
  /** Name of the bucket that is used, none is created. Default: the stack creates one. */
  existingBucket: string | undefined;
  /** What the stack is made without. Default: nothing. */
  without: readonly Part[];
}

/**
 * What a stack can do without, as a region or a company does not have what it needs. Without `walk` only events and the
 * hourly function work: there is no inventory, and no nightly check of anything.
 */
export type Part = (typeof parts)[number];

const parts = ['walk', 'catalog'] as const;

/** @param given `custom.company` of serverless.yml: null, or absent, where a parameter is not set. */
export function companyOf(given: Readonly<Record<string, unknown>>): Company {
  const wrong: string[] = [];
  const text = (name: keyof typeof shapes) => {
    const value = given[name] ?? undefined;
    if (value === undefined) return undefined;
    const { pattern, example } = shapes[name];
    if (typeof value === 'string' && pattern.test(value)) return value;
    wrong.push(`${name}: is ${shown(value)}, and has to be like ${example}`);
    return undefined;
  };
  const list = (name: string, pattern: RegExp, example: string) => {
    const entries = listOf(given[name]);
    const bad = entries.filter((entry) => !pattern.test(entry));
    if (bad.length > 0) wrong.push(`${name}: has ${shown(bad[0])}, and takes ${example}`);
    return entries;
  };
  const truth = (name: string) => {
    const value = given[name] ?? undefined;
    if (value === undefined) return undefined;
    if (!/^(true|false)$/.test(String(value))) {
      wrong.push(`${name}: is ${shown(value)}, and has to be true or false`);
    }
    return String(value) === 'true';
  };
  const company: Company = {
    permissionsBoundary: text('permissions-boundary'),
    rolePath: text('role-path'),
    rolePrefix: text('role-prefix'),
    kmsKey: text('kms-key'),
    subnets: list('vpc-subnets', idOf('subnet'), 'ids like subnet-0a1b2c3d,subnet-4e5f6a7b'),
    securityGroups: list('vpc-security-groups', idOf('sg'), 'ids like sg-0a1b2c3d,sg-4e5f6a7b'),
    tags: tagsOf(given.tags, wrong),
    pointInTimeRecovery: truth('point-in-time-recovery'),
    existingTables: truth('existing-tables') ?? false,
    existingBucket: text('existing-inventory-bucket'),
    without: partsIn(given.without, wrong),
  };
  if ((company.subnets.length === 0) !== (company.securityGroups.length === 0)) {
    wrong.push('vpc-subnets and vpc-security-groups: one is set, and Lambda needs both');
  }
  if (wrong.length > 0) throw new ParameterError(`Wrong parameters:\n  ${wrong.join('\n  ')}`);
  return company;
}

const shapes = {
  'permissions-boundary': {
    pattern: /^arn:aws[\w-]*:iam::(\d{12}|aws):policy\/\S+$/,
    example: 'arn:aws:iam::111122223333:policy/boundary',
  },
  'role-path': { pattern: /^\/(?:[\x21-\x2e\x30-\x7e]+\/)*$/, example: '/platform/ecr-steward/' },
  'role-prefix': { pattern: /^[\w+=,.@-]{1,40}$/, example: 'acme-' },
  // An alias would do for encryption, and not in the permissions of the roles.
  'kms-key': {
    pattern: /^arn:aws[\w-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
    example: 'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-…, not an alias',
  },
  'existing-inventory-bucket': {
    pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    example: 'the name of a bucket',
  },
} as const;

/** EC2's ids have 8 or, of late, 17 digits. */
function idOf(kind: string): RegExp {
  return new RegExp(`^${kind}-([0-9a-f]{8}|[0-9a-f]{17})$`);
}

/** `a,b` or, in `params:`, a list. */
function listOf(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const entries = Array.isArray(value) ? value.map(String) : String(value).split(',');
  return entries.map((entry) => entry.trim());
}

/** `inventory` was the name until the function became `walk`. */
function partsIn(value: unknown, wrong: string[]): Part[] {
  const entries = listOf(value);
  const bad = entries.find((entry) => !parts.some((part) => part === entry));
  if (bad === 'inventory') {
    wrong.push(
      'without: has "inventory", which is "walk" now: a stack without it has no inventory and no nightly checks either',
    );
  } else if (bad !== undefined) {
    wrong.push(`without: has ${shown(bad)}, and takes ${parts.join(' and ')}`);
  }
  return entries as Part[];
}

/** `key=value,key=value` or, in `params:`, a map: no tag can have a comma. */
function tagsOf(value: unknown, wrong: string[]): Record<string, string> {
  const entries =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).map(([key, it]) => [key, String(it)] as const)
      : listOf(value).map((entry) => splitAtFirst(entry));
  const bad = entries.find(([key, it]) => !isTag(key, it));
  if (bad) {
    const tag = bad[1] === undefined ? bad[0] : `${bad[0]}=${bad[1]}`;
    wrong.push(`tags: has ${shown(tag)}, and takes tags of AWS like team=platform,cost-centre=42`);
  }
  return Object.fromEntries(entries) as Record<string, string>;
}

function splitAtFirst(entry: string): readonly [string, string | undefined] {
  const at = entry.indexOf('=');
  return at < 0 ? [entry, undefined] : [entry.slice(0, at).trim(), entry.slice(at + 1).trim()];
}

function isTag(key: string, value: string | undefined): boolean {
  const allowed = /^[\p{L}\p{N}\p{Z}_.:/=+\-@]*$/u;
  const fits = key.length > 0 && key.length <= 128 && (value?.length ?? 257) <= 256;
  return fits && !/^aws:/i.test(key) && allowed.test(key) && allowed.test(value ?? '');
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

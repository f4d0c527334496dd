import { PolicyError } from './errors.ts';

/** Who calls: a session of a role, or a service of AWS. */
export type IamCaller = RoleSession | ServiceCaller;

export interface RoleSession {
  readonly accountId: string;
  readonly roleArn: string;
  /** `arn:aws:sts::123456789012:assumed-role/NAME/SESSION` */
  readonly sessionArn: string;
}

export interface ServiceCaller {
  /** `events.amazonaws.com` */
  readonly service: string;
}

/**
 * How a statement of a resource policy names the caller: its session (also by `*`), its role, or its account, which
 * leaves the decision to the identity policies there.
 */
export type Named = 'session' | 'role' | 'account';

/** @returns `undefined` when the caller is not named */
export type NamesCaller = (caller: IamCaller) => Named | undefined;

type Names = Readonly<Record<string, readonly string[]>>;

/** Compiles the `Principal` of a statement. */
export function compilePrincipal(principal: unknown): NamesCaller {
  if (principal === '*') return () => 'session';
  const names = namesIn(principal);
  return (caller) => namedIn(names, caller);
}

/**
 * Compiles `NotPrincipal`: a session is left out only where account, role and session are all listed (IAM user guide,
 * "NotPrincipal").
 */
export function compileNotPrincipal(principal: unknown): NamesCaller {
  const { AWS: aws = [], Service: services = [] } = namesIn(principal);
  return (caller) => {
    const all = 'service' in caller ? [caller.service] : [caller.sessionArn, caller.roleArn];
    const listed = 'service' in caller ? services : aws;
    const account = 'service' in caller || accountNames(caller).some((it) => aws.includes(it));
    return account && all.every((it) => listed.includes(it)) ? undefined : 'session';
  };
}

function namedIn({ AWS: aws = [], Service: services = [] }: Names, caller: IamCaller) {
  if ('service' in caller) return services.includes(caller.service) ? 'session' : undefined;
  if (aws.includes('*') || aws.includes(caller.sessionArn)) return 'session';
  if (aws.includes(caller.roleArn)) return 'role';
  return accountNames(caller).some((it) => aws.includes(it)) ? 'account' : undefined;
}

function accountNames({ accountId, roleArn }: RoleSession): string[] {
  const [arn, partition] = roleArn.split(':');
  return [accountId, `${arn}:${partition}:iam::${accountId}:root`];
}

function namesIn(principal: unknown): Names {
  if (typeof principal !== 'object' || principal === null || Array.isArray(principal)) {
    throw new PolicyError(`${JSON.stringify(principal)} is no principal`);
  }
  const lists = Object.entries(principal).map(([kind, names]) => [
    kind,
    [names].flat().map(String),
  ]);
  return Object.fromEntries(lists);
}

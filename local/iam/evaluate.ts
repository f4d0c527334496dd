import type { IamRequest, Policy } from './policy.ts';
import type { Named } from './principal.ts';

/** The policies that decide on a request. */
export interface Policies {
  /** The caller's own. */
  readonly identity: readonly Policy[];
  /** What the role may at most; default all. */
  readonly boundary?: Policy | undefined;
  /** What the session may at most; default all. */
  readonly session?: Policy | undefined;
  /** The policy of the resource; default none. */
  readonly resource?: ResourcePolicy | undefined;
  /** The account of the resource; default the caller's. */
  readonly resourceAccount?: string | undefined;
}

export interface ResourcePolicy {
  readonly policy: Policy;
  /** Does it have to allow the request also in its own account, as those of roles and keys? Default false. */
  readonly required?: boolean;
  /** Its name in messages; default `resource-based policy`. */
  readonly name?: 'role trust policy';
}

/** A refusal has the end of AWS's message, from `because` or `with` on. */
export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly why: string };

const ALLOWED: Decision = { allowed: true };

/**
 * Decides on a request as IAM does (IAM user guide, "How AWS enforcement code logic evaluates requests to allow or
 * deny access"): an explicit deny of any policy first; then the policy of the resource, identity policies, the
 * permissions boundary and the session policy. Organizations' policies are not known here.
 */
export function evaluate(request: IamRequest, policies: Policies): Decision {
  return explicitly(request, policies) ?? allowed(request, policies);
}

/** The explicit deny of any policy; `undefined` where there is none. */
function explicitly(request: IamRequest, policies: Policies): Decision | undefined {
  const { identity, boundary, session, resource } = policies;
  const all: [name: string, policies: readonly (Policy | undefined)[]][] = [
    ['an identity-based policy', identity],
    [resource?.name ? `the ${resource.name}` : 'a resource-based policy', [resource?.policy]],
    ['a permissions boundary', [boundary]],
    ['a session policy', [session]],
  ];
  const denying = all.find(([, some]) => some.some((it) => grantOf(it, 'Deny', request)));
  return denying && { allowed: false, why: `with an explicit deny in ${denying[0]}` };
}

function allowed(request: IamRequest, policies: Policies): Decision {
  const { identity, resource } = policies;
  const named = grantOf(resource?.policy, 'Allow', request);
  // A service has no account and no policies of its own.
  if (named && 'service' in request.caller) return ALLOWED;
  const isHere = inOwnAccount(request, policies);
  if (!named && (!isHere || resource?.required)) {
    return implicitly(resource?.name ?? 'resource-based policy', request);
  }
  const direct = isHere && named !== 'account' ? named : undefined;
  if (direct === 'session') return ALLOWED;
  const isGranted = direct ?? identity.some((it) => grantOf(it, 'Allow', request));
  return isGranted ? limited(request, policies) : implicitly('identity-based policy', request);
}

/** A permissions boundary and a session policy grant nothing: they have to allow it too. */
function limited(request: IamRequest, { boundary, session }: Policies): Decision {
  const lacks = (it: Policy | undefined) => it && !grantOf(it, 'Allow', request);
  if (lacks(boundary)) return implicitly('permissions boundary', request);
  return lacks(session) ? implicitly('session policy', request) : ALLOWED;
}

function implicitly(name: string, { action }: IamRequest): Decision {
  return { allowed: false, why: `because no ${name} allows the ${action} action` };
}

function inOwnAccount({ caller }: IamRequest, { resourceAccount }: Policies): boolean {
  if ('service' in caller) return false;
  return resourceAccount === undefined || resourceAccount === caller.accountId;
}

/** The most direct way in which a policy's statements of an effect name the caller; `undefined` if none applies. */
function grantOf(
  policy: Policy | undefined,
  effect: 'Allow' | 'Deny',
  request: IamRequest,
): Named | undefined {
  const found = new Set(
    policy?.statements.flatMap((it) => (it.effect === effect ? (it.applies(request) ?? []) : [])),
  );
  return (['session', 'role', 'account'] as const).find((it) => found.has(it));
}

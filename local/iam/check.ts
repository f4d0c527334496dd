import type { AwsError } from '../http/errors.ts';
import { dnsSuffix } from '../service/partition.ts';
import { type Principal, principalArn } from '../service/principal.ts';
import { denial } from './denial.ts';
import type { Need } from './need.ts';
import { needsOf } from './needs.ts';
import type { Permissions, PolicyOf } from './permissions.ts';

/** A call whose permissions can be checked. */
export interface CheckedCall {
  readonly service: string;
  /** `*` where the request does not show it: such a call is not checked. */
  readonly operation: string;
  readonly resource: string;
  readonly input?: unknown;
  readonly caller: Principal;
  /** Where it arrives. */
  readonly region: string;
  /** The account whose resources it addresses; default the caller's. */
  readonly accountId?: string;
  readonly policyOf?: PolicyOf | undefined;
}

/** The error of a call that the caller is not allowed; `undefined` for one that is allowed. */
export function check(permissions: Permissions, call: CheckedCall): AwsError | undefined {
  const { caller, service, operation } = call;
  if (operation === '*' || !permissions.checks(caller)) return undefined;
  const { accountId = caller.accountId, input, resource, region, policyOf } = call;
  const own = needsOf({ service, operation, input, resource, accountId, region });
  const needs = [...own, ...own.flatMap((need) => encryption(permissions, need, region))];
  const refused = permissions.refusal(caller, needs, policyOf);
  return refused && denial(service, principalArn(caller), refused);
}

/** Who publishes to an encrypted topic uses its key through SNS (SNS developer guide, "Key management"). */
function encryption(permissions: Permissions, { action, resource }: Need, region: string): Need[] {
  const key = action === 'sns:Publish' ? permissions.keyOf(resource) : undefined;
  if (key === undefined) return [];
  const host = dnsSuffix(region);
  const context = {
    'kms:ViaService': `sns.${region}.${host}`,
    'kms:EncryptionContext:aws:sns:topicArn': resource,
  };
  return ['kms:GenerateDataKey', 'kms:Decrypt'].map((it) => ({
    action: it,
    resource: key,
    context,
  }));
}

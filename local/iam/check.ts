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

/** What a service does with a key in the name of its caller, besides the need itself. */
function encryption(permissions: Permissions, need: Need, region: string): Need[] {
  const use = usesOfKeys[need.action];
  if (use === undefined) return [];
  const key = permissions.keyOf(use.encrypted(need.resource));
  if (key === undefined) return [];
  const service = need.action.split(':')[0] ?? '';
  const context = {
    'kms:ViaService': `${service}.${region}.${dnsSuffix(region)}`,
    ...use.context(need.resource),
  };
  return use.actions.map((action) => ({ action, resource: key, context }));
}

interface KeyUse {
  readonly actions: readonly string[];
  /** What has the key, by the ARN that is used. */
  encrypted(arn: string): string;
  context(arn: string): Record<string, string>;
}

const bucketOf = (arn: string) => arn.split('/')[0] ?? '';

/**
 * Who publishes to an encrypted topic uses its key (SNS developer guide, "Key management"), and who reads or writes an
 * encrypted object the key of that (S3 user guide, "Using server-side encryption with AWS KMS keys"). The context that
 * S3 adds is left out: it names the object, or the bucket if that has an S3 Bucket Key.
 */
const usesOfKeys: Readonly<Record<string, KeyUse>> = {
  'sns:Publish': {
    actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
    encrypted: (arn) => arn,
    context: (arn) => ({ 'kms:EncryptionContext:aws:sns:topicArn': arn }),
  },
  's3:GetObject': { actions: ['kms:Decrypt'], encrypted: bucketOf, context: () => ({}) },
  's3:PutObject': { actions: ['kms:GenerateDataKey'], encrypted: bucketOf, context: () => ({}) },
};

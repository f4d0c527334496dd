import type { DescribeSecretCommandOutput } from '@aws-sdk/client-secrets-manager';
import type { RegistryIdentity } from '../../registry/identity.ts';

/** One problem of a secret. */
export interface CredentialProblem {
  /**
   * unusable: ECR cannot log in with it. doubt: perhaps it cannot, which only a validation shows. due: it may well
   * work today, but needs attention. unread: the call that would show it was denied.
   */
  kind: 'unusable' | 'doubt' | 'due' | 'unread';
  what: string;
  /** How to fix it: a command that works when it is typed, or a sentence where there is none. */
  remedy?: string;
  /** Both in one line. */
  text: string;
}

/** What a secret is checked against. */
export interface CredentialExpectation {
  /** The registry of the rule: ECR reads secrets of the same account and region only. */
  registry?: RegistryIdentity;
  /** Of a rule that logs in with it, for the commands in the remediation. */
  prefix?: string;
  /** Days after which the secret counts as too old; default: never. */
  maxAgeDays?: number;
  /** Default: the present. */
  now?: Date;
}

/** arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-RANDOM */
const secretArn = /^arn:aws[\w-]*:secretsmanager:([^:]*):([^:]*):secret:(.+)$/;

/** What an ARN alone shows. A name means a secret of the client's own account and region. */
export function placeProblems(
  secret: string,
  { registry, prefix }: CredentialExpectation = {},
): CredentialProblem[] {
  const [, region, account, name = secret] = secretArn.exec(secret) ?? [];
  const away = [
    registry && region && region !== registry.region && `the region ${region}`,
    registry && account && account !== registry.registryId && `the account ${account}`,
  ].filter((place) => typeof place === 'string');
  const where = registry && `${registry.registryId} in ${registry.region}`;
  const remedy = `${setCredential(prefix)}, then npx ecr-steward apply`;
  return [
    ...away.map((it) =>
      unusable(`the secret ${name} is in ${it}: ECR reads only those of ${where}`, remedy),
    ),
    ...(name.startsWith('ecr-pullthroughcache/') ? [] : [unusable(wrongName(name))]),
  ];
}

function wrongName(name: string): string {
  return `ECR cannot read a secret with the name ${name}: it has to start with ecr-pullthroughcache/`;
}

/** What DescribeSecret shows. */
export function problemsOf(
  secret: DescribeSecretCommandOutput,
  { maxAgeDays, now = new Date(), prefix }: CredentialExpectation,
): CredentialProblem[] {
  const name = `the secret ${secret.Name}`;
  const putValue = setCredential(prefix);
  const stages = Object.values(secret.VersionIdsToStages ?? {}).flat();
  const rotation = secret.RotationEnabled ? secret.NextRotationDate : undefined;
  const age = secret.LastChangedDate && daysBetween(secret.LastChangedDate, now);
  return [
    secret.DeletedDate &&
      unusable(
        `${name} is scheduled for deletion`,
        `aws secretsmanager restore-secret --secret-id ${secret.Name}`,
      ),
    !stages.includes('AWSCURRENT') && unusable(`${name} has no current value`, putValue),
    keyProblem(name, secret),
    rotation &&
      rotation < now &&
      due(`the rotation of ${name} was due on ${dayOf(rotation)}`, 'check why it did not run'),
    age !== undefined &&
      maxAgeDays !== undefined &&
      age > maxAgeDays &&
      due(`${name} was last changed ${age} days ago, and ${maxAgeDays} are allowed`, putValue),
  ].filter((problem) => typeof problem === 'object');
}

/** Writes a new login into the secret of a rule, and makes the secret where there is none. */
export function setCredential(prefix = 'PREFIX'): string {
  return `npx ecr-steward credential set ${prefix}`;
}

/** The default key of Secrets Manager; a secret under it may not even name it. */
export const MANAGED_KEY = 'alias/aws/secretsmanager';

/**
 * ECR reads secrets under the AWS managed key only. Another alias, or a key of another account, is certainly another
 * key; a bare key id may be that of the managed key, which a validation shows without a call to KMS.
 */
function keyProblem(
  name: string,
  { KmsKeyId: key, ARN: arn = '' }: DescribeSecretCommandOutput,
): CredentialProblem | undefined {
  if (!key || isManagedKey(key)) return undefined;
  const [, , , , keyAccount] = key.split(':');
  const [, , , , account] = arn.split(':');
  const foreign = keyAccount !== undefined && keyAccount !== account;
  const remedy = `aws secretsmanager update-secret --secret-id ${arn} --kms-key-id ${MANAGED_KEY}`;
  if (foreign || /(^|:)alias\//.test(key)) {
    return unusable(`${name} is encrypted with ${key}, which ECR cannot use`, remedy);
  }
  const what = `${name} is encrypted with ${key}: unless that is aws/secretsmanager, ECR cannot read it`;
  return { kind: 'doubt', what, text: what };
}

/** Whether a secret's key is certainly the AWS managed one. */
export function isManagedKey(key: string | undefined): boolean {
  return !key || key === MANAGED_KEY || key.endsWith(`:${MANAGED_KEY}`);
}

/** Whole days from one time to another. */
export function daysBetween(from: Date, to: Date): number {
  return Math.floor((to.getTime() - from.getTime()) / 86_400_000);
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** A problem that keeps ECR from logging in. */
export function unusable(what: string, remedy?: string): CredentialProblem {
  return problem('unusable', what, remedy);
}

function due(what: string, remedy: string): CredentialProblem {
  return problem('due', what, remedy);
}

function problem(
  kind: CredentialProblem['kind'],
  what: string,
  remedy: string | undefined,
): CredentialProblem {
  return remedy === undefined
    ? { kind, what, text: what }
    : { kind, what, remedy, text: `${what}: ${remedy}` };
}

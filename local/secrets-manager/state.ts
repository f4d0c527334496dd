import { randomInt } from 'node:crypto';
import { arnStart } from '../service/partition.ts';
import { SortedMap } from '../service/sorted-map.ts';

/** All secrets of one account in one region, by name. */
export interface Vault {
  readonly accountId: string;
  readonly region: string;
  readonly secrets: SortedMap<Secret>;
  readonly now: () => Date;
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: Date;
  changedAt: Date;
  accessedAt?: Date | undefined;
  description?: string | undefined;
  /** Absent for the AWS managed key. */
  kmsKeyId?: string | undefined;
  /** Absent for a secret that never had a description. */
  tags?: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined;
  /** How it is rotated; absent if rotation was never configured. */
  rotation?: Rotation | undefined;
  /** The text of its resource policy. */
  policy?: string | undefined;
  /** Set while deletion is scheduled: when it was requested, and when the secret is gone. */
  deletion?: { askedAt: Date; dueAt: Date } | undefined;
  /** By version id. Versions without a stage are dropped. */
  readonly versions: Map<string, SecretVersion>;
}

export interface SecretVersion {
  readonly id: string;
  readonly value: SecretValue;
  readonly createdAt: Date;
  readonly stages: Set<string>;
}

/** Text, or bytes in base64. */
export type SecretValue = { SecretString: string } | { SecretBinary: string };

export function createVault(accountId: string, region: string, now: () => Date): Vault {
  return { accountId, region, secrets: new SortedMap(), now };
}

/** A new secret's ARN ends in a hyphen and six random characters (API reference, CreateSecret). */
export function newArn(vault: Vault, name: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const suffix = Array.from({ length: 6 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return `${arnPrefix(vault)}${name}-${suffix}`;
}

/** Finds a secret by name, by full ARN, or by an ARN without the random suffix. */
export function findSecret(vault: Vault, id: string): Secret | undefined {
  return arnCandidates(vault, id)
    .map((name) => alive(vault, name))
    .find((secret) => secret !== undefined && (!id.startsWith('arn:') || isArnOf(secret, id)));
}

/** The secret's name out of its full ARN. */
export function nameOfArn(arn: string): string {
  return arn
    .split(':')
    .slice(6)
    .join(':')
    .replace(/-[^-]{6}$/, '');
}

function arnCandidates(vault: Vault, id: string): string[] {
  if (!id.startsWith(arnPrefix(vault))) return [id];
  return [nameOfArn(id), id.slice(arnPrefix(vault).length)];
}

function isArnOf(secret: Secret, id: string): boolean {
  return secret.arn === id || secret.arn.replace(/-[^-]{6}$/, '') === id;
}

/** A secret whose recovery window has ended counts as deleted, so no clean-up is needed. */
export function alive(vault: Vault, name: string): Secret | undefined {
  const secret = vault.secrets.get(name);
  if (!secret?.deletion || secret.deletion.dueAt > vault.now()) return secret;
  vault.secrets.delete(name);
  return undefined;
}

function arnPrefix({ accountId, region }: Vault): string {
  return `${arnStart(region)}:secretsmanager:${region}:${accountId}:secret:`;
}

/** Adds a secret with a given ARN, such as one that a rule of a snapshot names. */
export function seedSecret(vault: Vault, arn: string, value: string): void {
  const now = vault.now();
  const version = { id: crypto.randomUUID(), value: { SecretString: value }, createdAt: now };
  vault.secrets.set(nameOfArn(arn), {
    name: nameOfArn(arn),
    arn,
    createdAt: now,
    changedAt: now,
    versions: new Map([[version.id, { ...version, stages: new Set(['AWSCURRENT']) }]]),
  });
}

/** How a secret is rotated. */
export interface Rotation {
  enabled: boolean;
  lambdaArn: string;
  rules: { AutomaticallyAfterDays?: number; Duration?: string; ScheduleExpression?: string };
  /** When the rules were set; the next rotation is counted from then. */
  since: Date;
}

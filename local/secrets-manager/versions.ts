import { randomUUID } from 'node:crypto';
import { AwsError } from '../http/errors.ts';
import { invalidParameter, invalidRequest, valueNotFound } from './errors.ts';
import type { Secret, SecretValue, SecretVersion } from './state.ts';

export const current = 'AWSCURRENT';
const previous = 'AWSPREVIOUS';

/** The value in a request, if any. @throws AwsError `InvalidParameterException` when there are two */
export function valueIn(input: {
  SecretString?: string | undefined;
  SecretBinary?: string | undefined;
}): SecretValue | undefined {
  const { SecretString, SecretBinary } = input;
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  if (SecretString !== undefined) return { SecretString };
  return SecretBinary === undefined ? undefined : { SecretBinary };
}

/**
 * Adds a version. The request's token is its id, so that a repeated request changes nothing (API reference,
 * `ClientRequestToken`). The first one is the current one, whatever its labels (API reference, PutSecretValue).
 *
 * @throws AwsError `ResourceExistsException` when the token was used for another value
 */
export function addVersion(
  secret: Secret,
  value: SecretValue,
  { token = randomUUID() as string, stages = [current] as readonly string[], now = new Date() },
): SecretVersion {
  const known = secret.versions.get(token);
  if (known) return requireSame(secret, known, value);
  const version = { id: token, value, createdAt: now, stages: new Set<string>() };
  secret.versions.set(token, version);
  const isFirst = secret.versions.size === 1;
  for (const stage of isFirst ? [...stages, current] : stages) moveStage(secret, stage, version);
  secret.changedAt = now;
  return version;
}

/** A stage is on one version at a time; the version that was current becomes the previous one. */
function moveStage(secret: Secret, stage: string, to: SecretVersion): void {
  const from = secret.versions.values().find((version) => version.stages.has(stage));
  if (from === to) return;
  from?.stages.delete(stage);
  to.stages.add(stage);
  if (stage === current && from) moveStage(secret, previous, from);
  if (from?.stages.size === 0) secret.versions.delete(from.id);
}

/**
 * Moves a label from one version to another, or removes it. The version that loses `AWSCURRENT` becomes the
 * previous one, and a version without labels is dropped.
 *
 * @throws AwsError `InvalidParameterException` unless `from` names the version that has the label now, and when
 *   `AWSCURRENT` would be on none; `ResourceNotFoundException`
 */
export function moveLabel(
  secret: Secret,
  label: string,
  { from, to }: { from: string | undefined; to: string | undefined },
): void {
  const holder = secret.versions.values().find((version) => version.stages.has(label));
  const target = to === undefined ? undefined : requireVersion(secret, to, undefined);
  if (target && holder === target) return;
  if (holder && from === undefined) {
    throw invalidParameter(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${label} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  }
  if (from !== holder?.id) {
    throw invalidParameter(
      `The staging label ${label} is not attached to the version that RemoveFromVersionId names.`,
    );
  }
  if (target) {
    moveStage(secret, label, target);
    return;
  }
  if (label === current) throw invalidParameter(`You can't remove the staging label ${current}.`);
  holder?.stages.delete(label);
  if (holder?.stages.size === 0) secret.versions.delete(holder.id);
}

function requireSame(secret: Secret, known: SecretVersion, value: SecretValue): SecretVersion {
  if (JSON.stringify(known.value) === JSON.stringify(value)) return known;
  throw new AwsError(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${known.id} because that value is already in use for a version of secret ${secret.arn}.`,
  );
}

/**
 * A version by id, by stage, or by both, which must agree; the current one by default.
 *
 * @throws AwsError `ResourceNotFoundException`, `InvalidRequestException` when they do not agree
 */
export function requireVersion(
  secret: Secret,
  id: string | undefined,
  stage: string | undefined,
): SecretVersion {
  if (id !== undefined) {
    const version = secret.versions.get(id);
    if (!version) throw valueNotFound(`VersionId: ${id}`);
    if (stage === undefined || version.stages.has(stage)) return version;
    throw invalidRequest(
      'You provided a VersionStage that is not associated to the provided VersionId.',
    );
  }
  const label = stage ?? current;
  const version = secret.versions.values().find((it) => it.stages.has(label));
  if (version) return version;
  throw valueNotFound(`staging label: ${label}`);
}

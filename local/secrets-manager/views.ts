import { rotationView } from './rotation.ts';
import type { Secret, SecretVersion } from './state.ts';

/** Secrets in the shapes in which Secrets Manager answers. */

export function named(secret: Secret) {
  return { ARN: secret.arn, Name: secret.name };
}

/** `DeletedDate` is when the deletion was requested. AWS's pages describe it both as that and as when it is due. */
export function description(secret: Secret) {
  return {
    ...named(secret),
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    ...rotationView(secret),
    LastChangedDate: secret.changedAt,
    LastAccessedDate: secret.accessedAt,
    DeletedDate: secret.deletion?.askedAt,
    Tags: secret.tags && [...secret.tags],
    CreatedDate: secret.createdAt,
  };
}

/** The result contains a secret value. */
export function valueView(secret: Secret, version: SecretVersion) {
  return {
    ...named(secret),
    VersionId: version.id,
    ...version.value,
    VersionStages: [...version.stages],
    CreatedDate: version.createdAt,
  };
}

/** @returns `undefined` for a secret without a value */
export function stagesByVersion(secret: Secret): Record<string, string[]> | undefined {
  if (secret.versions.size === 0) return undefined;
  return Object.fromEntries(
    Array.from(secret.versions.values(), ({ id, stages: on }) => [id, [...on]]),
  );
}

export function newestVersion(secret: Secret): string | undefined {
  return [...secret.versions.keys()].at(-1);
}

/** `LastAccessedDate` has the precision of a day (API reference, DescribeSecret). */
export function startOfDay(date: Date): Date {
  return new Date(date.toISOString().slice(0, 10));
}

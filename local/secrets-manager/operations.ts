import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import { AwsError } from '../http/errors.ts';
import { takePage } from '../service/pages.ts';
import { declareOperations, type Operation } from '../service/service.ts';
import { invalidInput, invalidParameter } from './errors.ts';
import { filters, passes } from './listing.ts';
import { createSecret, deleteSecret, requireSecret, requireUsableSecret } from './secrets.ts';
import { findSecret, type Secret, type Vault } from './state.ts';
import { addVersion, requireVersion, valueIn } from './versions.ts';

const { read, write } = declareOperations(invalidInput);

export function secretOperations(vault: Vault): Operation[] {
  return [...readingOperations(vault), ...writingOperations(vault)];
}

function readingOperations(vault: Vault): Operation[] {
  return [
    read('DescribeSecret', onSecret, (input) => {
      const secret = requireSecret(vault, input.SecretId);
      return {
        ...description(secret),
        VersionIdsToStages: stagesByVersion(secret),
      } satisfies DescribeSecretResponse;
    }),
    read('ListSecrets', listed, (input) => {
      const { items, nextToken } = takePage({
        scope: 'ListSecrets',
        token: input.NextToken,
        limit: input.MaxResults ?? 100,
        from: (after) => selected(vault, input, after),
        key: (secret) => secret.name,
        invalid: () => new AwsError('InvalidNextTokenException', 'The NextToken value is invalid.'),
      });
      const SecretList = items.map((secret) => ({
        ...description(secret),
        SecretVersionsToStages: stagesByVersion(secret),
      }));
      return { SecretList, ...(nextToken !== undefined && { NextToken: nextToken }) };
    }),
    read('GetSecretValue', versionOfSecret, (input) => {
      const secret = requireUsableSecret(vault, input.SecretId);
      const version = requireVersion(secret, input.VersionId, input.VersionStage);
      secret.accessedAt = startOfDay(vault.now());
      return {
        ...named(secret),
        VersionId: version.id,
        ...version.value,
        VersionStages: [...version.stages],
        CreatedDate: version.createdAt,
      };
    }),
  ];
}

function writingOperations(vault: Vault): Operation[] {
  return [
    write('CreateSecret', newSecret, (input) => {
      const secret = createSecret(vault, {
        name: input.Name,
        description: input.Description,
        kmsKeyId: input.KmsKeyId,
        tags: input.Tags,
        value: valueIn(input),
        token: input.ClientRequestToken,
      });
      return { ...named(secret), VersionId: newestVersion(secret) };
    }),
    write('PutSecretValue', onSecret.extend({ ...value, VersionStages: stages }), (input) => {
      const given = valueIn(input);
      if (!given) throw invalidParameter('You must provide either SecretString or SecretBinary.');
      const secret = requireUsableSecret(vault, input.SecretId);
      const version = addVersion(secret, given, {
        ...(input.ClientRequestToken !== undefined && { token: input.ClientRequestToken }),
        ...(input.VersionStages && { stages: input.VersionStages }),
        now: vault.now(),
      });
      return { ...named(secret), VersionId: version.id, VersionStages: [...version.stages] };
    }),
    write('UpdateSecret', onSecret.extend({ ...value, ...about }), (input) => {
      const secret = requireUsableSecret(vault, input.SecretId);
      const given = valueIn(input);
      const token = input.ClientRequestToken !== undefined && { token: input.ClientRequestToken };
      const version = given && addVersion(secret, given, { ...token, now: vault.now() });
      secret.description = input.Description ?? secret.description;
      secret.kmsKeyId = input.KmsKeyId ?? secret.kmsKeyId;
      secret.changedAt = vault.now();
      return { ...named(secret), ...(version && { VersionId: version.id }) };
    }),
    write('DeleteSecret', deleted, (input) => {
      const { name, arn, dueAt } = deleteSecret(vault, input.SecretId, {
        days: input.RecoveryWindowInDays,
        force: input.ForceDeleteWithoutRecovery,
      });
      return { ARN: arn, Name: name, DeletionDate: dueAt };
    }),
    write('RestoreSecret', onSecret, (input) => {
      const secret = requireSecret(vault, input.SecretId);
      secret.deletion = undefined;
      return named(secret);
    }),
  ];
}

const onSecret = z.object({ SecretId: z.string().min(1).max(2048) });

const value = {
  ClientRequestToken: z.string().min(32).max(64).optional(),
  SecretString: z.string().min(1).max(65_536).optional(),
  SecretBinary: z.string().min(1).max(90_000).optional(),
};

const about = {
  Description: z.string().max(2048).optional(),
  KmsKeyId: z.string().max(2048).optional(),
};

const stage = z.string().min(1).max(256);

const stages = z.array(stage).min(1).max(20).optional();

const tag = z.object({
  Key: z.string().min(1).max(128).optional(),
  Value: z.string().max(256).optional(),
});

const newSecret = z.object({
  Name: z.string().min(1).max(512),
  ...value,
  ...about,
  Tags: z.array(tag).optional(),
});

const versionOfSecret = onSecret.extend({
  VersionId: z.string().min(32).max(64).optional(),
  VersionStage: stage.optional(),
});

const listed = z.object({
  IncludePlannedDeletion: z.boolean().optional(),
  MaxResults: z.int().min(1).max(100).optional(),
  NextToken: z.string().min(1).max(4096).optional(),
  Filters: filters,
});

const deleted = onSecret.extend({
  RecoveryWindowInDays: z.int().optional(),
  ForceDeleteWithoutRecovery: z.boolean().optional(),
});

/** In the order of names; AWS sorts by date of creation unless told otherwise. */
function* selected(
  vault: Vault,
  input: z.output<typeof listed>,
  after: string | undefined,
): Generator<Secret> {
  for (const secret of vault.secrets.after(after)) {
    if (!findSecret(vault, secret.name)) continue;
    if (secret.deletion && !input.IncludePlannedDeletion) continue;
    if (passes(secret, input.Filters)) yield secret;
  }
}

function named(secret: Secret) {
  return { ARN: secret.arn, Name: secret.name };
}

/** `DeletedDate` is when deletion was asked for: AWS's pages describe it both so and as when it is due. */
function description(secret: Secret) {
  return {
    ...named(secret),
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    LastChangedDate: secret.changedAt,
    LastAccessedDate: secret.accessedAt,
    DeletedDate: secret.deletion?.askedAt,
    ...(secret.tags.length > 0 && { Tags: [...secret.tags] }),
    CreatedDate: secret.createdAt,
  };
}

function stagesByVersion(secret: Secret): Record<string, string[]> {
  return Object.fromEntries(
    Array.from(secret.versions.values(), ({ id, stages: on }) => [id, [...on]]),
  );
}

function newestVersion(secret: Secret): string | undefined {
  return [...secret.versions.keys()].at(-1);
}

/** `LastAccessedDate` tells the day only (API reference, DescribeSecret). */
function startOfDay(date: Date): Date {
  return new Date(date.toISOString().slice(0, 10));
}

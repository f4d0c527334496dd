import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import { takePage } from '../service/pages.ts';
import { declareOperations, type Operation } from '../service/service.ts';
import { invalidInput, invalidRequest, invalidToken } from './errors.ts';
import { keyOf, requireGoodFilters, secretsFrom } from './listing.ts';
import {
  about,
  deleted,
  listed,
  newSecret,
  onSecret,
  stages,
  value,
  versionOfSecret,
} from './schemas.ts';
import { createSecret, deleteSecret, requireSecret, requireUsableSecret } from './secrets.ts';
import { settingOperations } from './setting-operations.ts';
import type { Vault } from './state.ts';
import { versionOperations } from './version-operations.ts';
import { addVersion, requireVersion, valueIn } from './versions.ts';
import {
  description,
  named,
  newestVersion,
  stagesByVersion,
  startOfDay,
  valueView,
} from './views.ts';

const { read, write } = declareOperations(invalidInput);

export function secretOperations(vault: Vault): Operation[] {
  return [
    ...readingOperations(vault),
    ...writingOperations(vault),
    ...settingOperations(vault),
    ...versionOperations(vault),
  ];
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
      requireGoodFilters(input.Filters);
      const { items, nextToken } = takePage({
        scope: 'ListSecrets',
        token: input.NextToken,
        limit: input.MaxResults ?? 100,
        from: (after) => secretsFrom(vault, after, input),
        key: (secret) => keyOf(secret, input),
        invalid: invalidToken,
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
      return valueView(secret, version);
    }),
  ];
}

function writingOperations(vault: Vault): Operation[] {
  return [
    write('CreateSecret', newSecret, (input) => {
      if (input.AddReplicaRegions?.length) {
        // Refused: a secret that seems to be in other regions and is not would mislead.
        throw invalidRequest('The local AWS does not replicate secrets to other regions.');
      }
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
      if (!given) throw invalidRequest('You must provide either SecretString or SecretBinary.');
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

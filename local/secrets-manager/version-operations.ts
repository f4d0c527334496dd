import { z } from 'zod';
import { AwsError } from '../http/errors.ts';
import { takePage } from '../service/pages.ts';
import { declareOperations, type Operation } from '../service/service.ts';
import { invalidInput, invalidParameter, invalidToken } from './errors.ts';
import { filters, keyOf, requireGoodFilters, secretsFrom } from './listing.ts';
import { passwordWish, randomPassword } from './random-password.ts';
import { onSecret, stage, token, versionId } from './schemas.ts';
import { requireSecret, requireUsableSecret } from './secrets.ts';
import type { Vault } from './state.ts';
import { current, moveLabel, requireVersion } from './versions.ts';
import { named, startOfDay, valueView } from './views.ts';

const { read, write } = declareOperations(invalidInput);

/** Versions of secrets, values in batches, and random passwords. */
export function versionOperations(vault: Vault): Operation[] {
  return [
    read('ListSecretVersionIds', listed, (input) => {
      const secret = requireSecret(vault, input.SecretId);
      const versions = [...secret.versions.values()].map((version, at) => ({ version, at }));
      const { items, nextToken } = takePage({
        scope: `ListSecretVersionIds ${secret.name}`,
        token: input.NextToken,
        limit: input.MaxResults ?? 100,
        from: (after) => versions.slice(after === undefined ? 0 : Number(after) + 1),
        key: ({ at }) => String(at),
        invalid: invalidToken,
      });
      const Versions = items.map(({ version: { id, stages, createdAt } }) => {
        return { VersionId: id, VersionStages: [...stages], CreatedDate: createdAt };
      });
      return { ...named(secret), Versions, ...(nextToken && { NextToken: nextToken }) };
    }),
    write('UpdateSecretVersionStage', movedStage, (input) => {
      const secret = requireUsableSecret(vault, input.SecretId);
      moveLabel(secret, input.VersionStage, {
        from: input.RemoveFromVersionId,
        to: input.MoveToVersionId,
      });
      secret.changedAt = vault.now();
      return named(secret);
    }),
    read('BatchGetSecretValue', batch, (input) => {
      requireOneWay(input);
      const { ids, ...rest } = input.SecretIdList
        ? { ids: input.SecretIdList }
        : pageOf(vault, input);
      const found = ids.map((id) => readValue(vault, id));
      return {
        SecretValues: found.flatMap((it) => ('ErrorCode' in it ? [] : it)),
        Errors: found.flatMap((it) => ('ErrorCode' in it ? it : [])),
        ...rest,
      };
    }),
    read('GetRandomPassword', passwordWish, (input) => {
      return { RandomPassword: randomPassword(input) };
    }),
  ];
}

const listed = onSecret.extend({
  MaxResults: z.int().min(1).max(100).optional(),
  NextToken: token,
  IncludeDeprecated: z.boolean().optional(),
});

const movedStage = onSecret.extend({
  VersionStage: stage,
  RemoveFromVersionId: versionId,
  MoveToVersionId: versionId,
});

const batch = z.object({
  SecretIdList: z.array(z.string().min(1).max(2048)).min(1).max(20).optional(),
  Filters: filters,
  MaxResults: z.int().min(1).max(20).optional(),
  NextToken: token,
});

function requireOneWay({ SecretIdList, Filters, MaxResults }: z.output<typeof batch>): void {
  if ((SecretIdList === undefined) === (Filters === undefined)) {
    throw invalidParameter("Either 'SecretIdList' or 'Filters' must be provided, but not both.");
  }
  if (MaxResults !== undefined && Filters === undefined) {
    throw invalidParameter(
      "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
    );
  }
  requireGoodFilters(Filters);
}

function pageOf(vault: Vault, { Filters, MaxResults, NextToken }: z.output<typeof batch>) {
  const { items, nextToken } = takePage({
    scope: 'BatchGetSecretValue',
    token: NextToken,
    limit: MaxResults ?? 20,
    from: (after) => secretsFrom(vault, after, { Filters }),
    key: (secret) => keyOf(secret, {}),
    invalid: invalidToken,
  });
  return { ids: items.map(({ arn }) => arn), ...(nextToken && { NextToken: nextToken }) };
}

/** A secret that cannot be read does not fail the others. */
function readValue(vault: Vault, SecretId: string) {
  try {
    const secret = requireUsableSecret(vault, SecretId);
    const version = requireVersion(secret, undefined, current);
    secret.accessedAt = startOfDay(vault.now());
    return valueView(secret, version);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { SecretId, ErrorCode: error.name, Message: error.message };
  }
}

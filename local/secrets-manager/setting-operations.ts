import { z } from 'zod';
import { declareOperations, type Operation } from '../service/service.ts';
import { invalidInput, invalidParameter } from './errors.ts';
import { policyProblem, requireGoodPolicy, resourcePolicy } from './resource-policy.ts';
import { cancelRotation, rotate, rotated } from './rotation.ts';
import { onSecret, tag } from './schemas.ts';
import { requireSecret, requireUsableSecret } from './secrets.ts';
import type { Secret, Vault } from './state.ts';
import { named, newestVersion } from './views.ts';

const { read, write } = declareOperations(invalidInput);

/** Settings of a secret other than its value: tags, rotation and the resource policy. */
export function settingOperations(vault: Vault): Operation[] {
  return [...tagOperations(vault), ...rotationOperations(vault), ...policyOperations(vault)];
}

function tagOperations(vault: Vault): Operation[] {
  return [
    write('TagResource', onSecret.extend({ Tags: z.array(tag) }), ({ SecretId, Tags }) => {
      const secret = requireUsableSecret(vault, SecretId);
      const keys = Tags.map(({ Key }) => Key);
      if (new Set(keys).size < keys.length) throw invalidParameter('Duplicate tag keys.');
      setTags(secret, [...(secret.tags ?? []).filter(({ Key }) => !keys.includes(Key)), ...Tags]);
      return {};
    }),
    write('UntagResource', untagged, ({ SecretId, TagKeys }) => {
      const secret = requireUsableSecret(vault, SecretId);
      secret.tags = secret.tags?.filter(({ Key }) => Key === undefined || !TagKeys.includes(Key));
      return {};
    }),
  ];
}

const untagged = onSecret.extend({ TagKeys: z.array(z.string().min(1).max(128)) });

/** @throws AwsError `InvalidParameterException` beyond 50 (Secrets Manager user guide, "Tag secrets") */
function setTags(secret: Secret, tags: NonNullable<Secret['tags']>): void {
  if (tags.length > 50) throw invalidParameter('A secret can have at most 50 tags.');
  secret.tags = tags;
}

function rotationOperations(vault: Vault): Operation[] {
  return [
    write('RotateSecret', rotated, (input) => {
      const secret = requireUsableSecret(vault, input.SecretId);
      rotate(secret, input, vault.now());
      return { ...named(secret), VersionId: newestVersion(secret) };
    }),
    write('CancelRotateSecret', onSecret, ({ SecretId }) => {
      const secret = requireUsableSecret(vault, SecretId);
      cancelRotation(secret);
      return named(secret);
    }),
  ];
}

function policyOperations(vault: Vault): Operation[] {
  return [
    write('PutResourcePolicy', newPolicy, ({ SecretId, ResourcePolicy, BlockPublicPolicy }) => {
      const secret = requireSecret(vault, SecretId);
      requireGoodPolicy(ResourcePolicy, BlockPublicPolicy);
      secret.policy = ResourcePolicy;
      return named(secret);
    }),
    read('GetResourcePolicy', onSecret, ({ SecretId }) => {
      const secret = requireSecret(vault, SecretId);
      const { policy } = secret;
      return { ...named(secret), ...(policy !== undefined && { ResourcePolicy: policy }) };
    }),
    write('DeleteResourcePolicy', onSecret, ({ SecretId }) => {
      const secret = requireSecret(vault, SecretId);
      secret.policy = undefined;
      return named(secret);
    }),
    read('ValidateResourcePolicy', checkedPolicy, ({ SecretId, ResourcePolicy }) => {
      if (SecretId !== undefined) requireSecret(vault, SecretId);
      const problem = policyProblem(ResourcePolicy);
      const errors = problem === undefined ? [] : [{ CheckName: 'SYNTAX', ErrorMessage: problem }];
      return { PolicyValidationPassed: errors.length === 0, ValidationErrors: errors };
    }),
  ];
}

const newPolicy = onSecret.extend({
  ResourcePolicy: resourcePolicy,
  BlockPublicPolicy: z.boolean().optional(),
});

const checkedPolicy = onSecret.partial().extend({ ResourcePolicy: resourcePolicy });

import type { z } from 'zod';
import { tagMutabilities } from '../model/mutability.ts';
import { frequencies } from '../model/scanning.ts';
import { purposes } from '../model/template.ts';
import { account, date, list, object, oneOf, repositoryName, text } from './members.ts';

/** The settings of a registry and of its repositories. One that is absent is not known. */

const policyText = text.min(2, { error: 'must be the JSON of a policy' });

const resourceTag = object({ Key: text.min(1, { error: 'must not be empty' }), Value: text });

const filterOf = <const Type extends string>(type: Type) =>
  object({ filter: text, filterType: oneOf([type]) });

const template = object({
  prefix: text.min(1, { error: 'must have 1 to 256 characters' }),
  description: text.optional(),
  appliedFor: list(oneOf(purposes)),
  imageTagMutability: oneOf(tagMutabilities).optional(),
  imageTagMutabilityExclusionFilters: list(object({ filterType: text, filter: text })).optional(),
  encryptionConfiguration: object({
    encryptionType: oneOf(['AES256', 'KMS', 'KMS_DSSE']),
    kmsKey: text.optional(),
  }).optional(),
  resourceTags: list(resourceTag).optional(),
  repositoryPolicy: text.optional(),
  lifecyclePolicy: text.optional(),
  customRoleArn: text.optional(),
  createdAt: date.optional(),
  updatedAt: date.optional(),
});

const scanning = object({
  scanType: oneOf(['BASIC', 'ENHANCED']).optional(),
  rules: list(
    object({ scanFrequency: oneOf(frequencies), repositoryFilters: list(filterOf('WILDCARD')) }),
  ).optional(),
});

const replication = object({
  rules: list(
    object({
      destinations: list(object({ region: text, registryId: account })),
      repositoryFilters: list(filterOf('PREFIX_MATCH')).optional(),
    }),
  ).optional(),
});

const signing = object({
  rules: list(
    object({
      signingProfileArn: text,
      repositoryFilters: list(filterOf('WILDCARD_MATCH')).optional(),
    }),
  ).optional(),
});

/** What a snapshot may lack, by the names of its members. */
export const optionalMembers = [
  'repositoryCreationTemplates',
  'registryPolicy',
  'scanningConfiguration',
  'replicationConfiguration',
  'signingConfiguration',
  'pullTimeUpdateExclusions',
  'accountSettings',
  'lifecyclePolicies',
  'repositoryPolicies',
  'resourceTags',
] as const;

/** What could not be read when the snapshot was written. */
const notRead = object({
  member: oneOf(optionalMembers),
  /** Absent: of the whole registry. */
  repositories: list(repositoryName).optional(),
  error: text,
});

export const settingsSchema = {
  repositoryCreationTemplates: list(template).optional(),
  /** Without a text: there is none. */
  registryPolicy: object({ policyText: policyText.optional() }).optional(),
  scanningConfiguration: scanning.optional(),
  replicationConfiguration: replication.optional(),
  /** Without rules: there is none. */
  signingConfiguration: signing.optional(),
  pullTimeUpdateExclusions: list(text).optional(),
  accountSettings: list(object({ name: text, value: text })).optional(),
  repositoryPolicies: list(object({ repositoryName, policyText })).optional(),
  resourceTags: list(object({ repositoryName, tags: list(resourceTag) })).optional(),
  notRead: list(notRead).optional(),
} satisfies z.ZodRawShape;

import { z } from 'zod';
import { imageStatuses } from '../model/image.ts';
import { tagMutabilities } from '../model/mutability.ts';
import {
  account,
  boolean,
  date,
  digest,
  list,
  object,
  oneOf,
  repositoryName,
  text,
} from './members.ts';
import { settingsSchema } from './settings-schema.ts';

/** The schema of a snapshot. */

const repository = object({
  repositoryName,
  repositoryArn: text
    .regex(/^arn:aws[a-z-]*:ecr:[a-z0-9-]+:\d{12}:repository\/.+$/, {
      error: 'must be the ARN of an ECR repository',
    })
    .optional(),
  registryId: account.optional(),
  createdAt: date.optional(),
  imageTagMutability: oneOf(tagMutabilities).optional(),
  imageTagMutabilityExclusionFilters: list(object({ filterType: text, filter: text })).optional(),
  imageScanningConfiguration: object({ scanOnPush: boolean.optional() }).optional(),
  encryptionConfiguration: object({
    encryptionType: oneOf(['AES256', 'KMS', 'KMS_DSSE']),
    kmsKey: text.optional(),
  }).optional(),
});

const findings = object({
  imageScanCompletedAt: date.optional(),
  vulnerabilitySourceUpdatedAt: date.optional(),
  findingSeverityCounts: z.record(text, z.number({ error: 'must be a number' })).optional(),
});

const image = object({
  repositoryName,
  imageDigest: digest,
  registryId: account.optional(),
  imageTags: list(text.min(1, { error: 'must not be empty' })).optional(),
  imageSizeInBytes: z.int({ error: 'must be a whole number of bytes' }).nonnegative({
    error: 'must be a whole number of bytes',
  }),
  imagePushedAt: date,
  imageManifestMediaType: text.optional(),
  artifactMediaType: text.optional(),
  lastRecordedPullTime: date.optional(),
  subjectManifestDigest: text.optional(),
  imageStatus: oneOf(imageStatuses).optional(),
  lastArchivedAt: date.optional(),
  lastActivatedAt: date.optional(),
  imageScanStatus: object({ status: text.optional(), description: text.optional() }).optional(),
  imageScanFindingsSummary: findings.optional(),
});

const rule = object({
  ecrRepositoryPrefix: text.min(2, { error: 'must have 2 to 30 characters' }).max(30, {
    error: 'must have 2 to 30 characters',
  }),
  upstreamRegistryUrl: text,
  upstreamRegistry: text.optional(),
  upstreamRepositoryPrefix: text.optional(),
  registryId: account.optional(),
  createdAt: date.optional(),
  updatedAt: date.optional(),
  credentialArn: text
    .regex(/^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[^\s]+$/, {
      error: 'must be the ARN of a secret',
    })
    .optional(),
  customRoleArn: text.optional(),
});

const lifecyclePolicy = object({
  repositoryName,
  registryId: account.optional(),
  lifecyclePolicyText: text.min(2, { error: 'must be the JSON of a lifecycle policy' }),
});

/** The snapshot's content; what only newer formats have is absent from an older one. */
export const snapshotSchema = object({
  formatVersion: z.int({ error: 'must be a whole number' }).optional(),
  registryId: account.optional(),
  repositories: list(repository),
  imageDetails: list(image),
  pullThroughCacheRules: list(rule).optional(),
  lifecyclePolicies: list(lifecyclePolicy).optional(),
  ...settingsSchema,
});

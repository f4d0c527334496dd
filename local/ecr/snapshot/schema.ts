import { z } from 'zod';
import { imageStatuses } from '../model/image.ts';
import { tagMutabilities } from '../model/mutability.ts';

/** The schema of a snapshot. Each message says what is expected and quotes no content. */

const dateError = 'must be an ISO 8601 date and time, such as 2026-11-21T18:10:00+00:00';

/** ISO 8601 as version 2 of the AWS CLI prints it, or the epoch seconds of version 1. */
const date = z.union(
  [z.iso.datetime({ offset: true, error: dateError }), z.number({ error: dateError })],
  { error: dateError },
);

const text = z.string({ error: 'must be a string' });

const account = text.regex(/^\d{12}$/, { error: 'must be 12 digits' });

const digest = text.regex(/^sha256:[a-f0-9]{64}$/, { error: 'must be sha256: and 64 hex digits' });

const repositoryName = text
  .min(2, { error: 'must have 2 to 256 characters' })
  .max(256, { error: 'must have 2 to 256 characters' });

const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

const boolean = z.boolean({ error: 'must be true or false' });

const object = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.object(shape, { error: 'must be an object' });

const list = <Item extends z.ZodType>(item: Item) => z.array(item, { error: 'must be an array' });

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

export const snapshotSchema = object({
  registryId: account.optional(),
  repositories: list(repository),
  imageDetails: list(image),
  pullThroughCacheRules: list(rule).optional(),
  lifecyclePolicies: list(lifecyclePolicy).optional(),
});

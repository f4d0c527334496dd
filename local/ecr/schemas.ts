import { z } from 'zod';
import { imageStatuses } from './model/image.ts';
import { tagMutabilities } from './model/mutability.ts';
import { upstreamNames } from './rules/upstreams.ts';

/** Members that several ECR requests share, with the limits of the API model. */

const registryId = z.string().regex(/^[0-9]{12}$/);

export const pathOfNames = String.raw`[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*`;

export const repositoryName = z
  .string()
  .min(2)
  .max(256)
  .regex(new RegExp(`^${pathOfNames}$`));

/** A request about the registry as a whole. */
export const inRegistry = z.object({ registryId: registryId.optional() });

/** A request about one repository. */
export const inRepository = inRegistry.extend({ repositoryName });

const imageTag = z.string().min(1).max(300);

export const imageId = z.object({
  imageDigest: z.string().optional(),
  imageTag: imageTag.optional(),
});

export const imageIds = z.array(imageId).min(1).max(100);

export const paging = {
  nextToken: z.string().optional(),
  maxResults: z.int().min(1).max(1000).optional(),
};

export const imageFilter = z
  .object({
    tagStatus: z.enum(['TAGGED', 'UNTAGGED', 'ANY']).optional(),
    imageStatus: z.enum([...imageStatuses, 'ANY']).optional(),
  })
  .optional();

export const pushedImage = inRepository.extend({
  imageManifest: z.string().min(1).max(4_194_304),
  imageManifestMediaType: z.string().optional(),
  imageTag: imageTag.optional(),
  imageDigest: z.string().optional(),
});

const exclusionFilter = z.object({
  filterType: z.enum(['WILDCARD']),
  filter: z
    .string()
    .min(1)
    .max(128)
    .regex(/^[0-9a-zA-Z._*-]{1,128}$/),
});

export const mutability = {
  imageTagMutability: z.enum(tagMutabilities),
  imageTagMutabilityExclusionFilters: z.array(exclusionFilter).min(1).max(5).optional(),
};

export const scanning = z.object({ scanOnPush: z.boolean().optional() });

export const encryption = z.object({
  encryptionType: z.enum(['AES256', 'KMS', 'KMS_DSSE']),
  kmsKey: z.string().min(1).max(2048).optional(),
});

/** Resource tags; exceeded limits have their own exceptions. */
export const resourceTags = z.array(z.object({ Key: z.string(), Value: z.string() }));

/** Of a repository or of the registry. */
export const policyText = z.string().max(10_240);

export const lifecyclePolicyText = z.string().min(100).max(30_720);

export const rulePrefix = z
  .string()
  .min(2)
  .max(30)
  .regex(new RegExp(String.raw`^(${pathOfNames}\/?|ROOT)$`));

export const ruleAccess = {
  credentialArn: z
    .string()
    .min(50)
    .max(612)
    .regex(
      /^arn:aws(-\w+)*:secretsmanager:[a-zA-Z0-9-:]+:secret:ecr-pullthroughcache\/[a-zA-Z0-9/_+=.@-]+$/,
    )
    .optional(),
  customRoleArn: z.string().max(2048).optional(),
};

/** A request about one pull through cache rule. */
export const onRule = inRegistry.extend({ ecrRepositoryPrefix: rulePrefix });

export const newRule = onRule.extend({
  ...ruleAccess,
  upstreamRegistryUrl: z.string(),
  upstreamRegistry: z.enum(upstreamNames).optional(),
  upstreamRepositoryPrefix: rulePrefix.optional(),
});

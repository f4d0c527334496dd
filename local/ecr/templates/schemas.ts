import { z } from 'zod';
import { purposes } from '../model/template.ts';
import { mutability, pathOfNames } from '../schemas.ts';

/** Members of the requests about repository creation templates, with the limits of the API model. */

export const templatePrefix = z
  .string()
  .min(1)
  .max(256)
  .regex(new RegExp(String.raw`^(${pathOfNames}\/?|ROOT)$`));

/** Limits of AWS resource tags; these operations have no errors of their own for them. */
const resourceTag = z.object({
  Key: z
    .string()
    .min(1)
    .max(128)
    .regex(/^(?!aws:)/i),
  Value: z.string().max(256),
});

const encryption = z.object({
  encryptionType: z.enum(['AES256', 'KMS', 'KMS_DSSE']),
  kmsKey: z
    .string()
    .max(2048)
    .regex(/^(?:|arn:aws[a-z0-9-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[a-z0-9-]+)$/)
    .optional(),
});

export const templateMembers = {
  ...mutability,
  imageTagMutability: mutability.imageTagMutability.optional(),
  description: z.string().max(256).optional(),
  encryptionConfiguration: encryption.optional(),
  resourceTags: z.array(resourceTag).max(50).optional(),
  repositoryPolicy: z.string().max(10_240).optional(),
  lifecyclePolicy: z.string().max(30_720).optional(),
  appliedFor: z.array(z.enum(purposes)),
  customRoleArn: z.string().max(2048).optional(),
};

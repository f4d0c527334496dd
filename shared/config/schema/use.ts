import * as z from 'zod';
import { duration } from './duration.ts';

/** `use:` of registry.yml: how to find out whether an image is in use. */

const useSources = ['ecs', 'lambda', 'appRunner', 'batch', 'sageMaker', 'inspector'] as const;

/** Those that are asked without being named. */
const usualSources: UseSource[] = ['ecs', 'lambda'];

const LONGEST_SECONDS = 87_600 * 3600;

const file = z.strictObject({
  uri: z
    .string()
    .regex(
      /^(s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/[^,*?]*|(?![a-z0-9]+:\/\/)[^\0]+)$/,
      's3://bucket/key, s3://bucket/folder/ for all files in it, or a path',
    )
    .describe(
      'Where the file is: s3://bucket/key, s3://bucket/folder/ for all files in it, or a path, which only a ' +
        'command can read. It is a JSON array of image URIs, of objects with `image` and `by`, or what ' +
        '`kubectl get pods -A -o json` prints.',
    ),
  maxAge: duration(LONGEST_SECONDS, 'a time such as 48h, at most 87600h')
    .default(48 * 3600)
    .describe(
      'Time after its last change from which the file counts as failed, such as 48h, 90m or 30s. Default 48h.',
    ),
  keyArn: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/,
      'the ARN of a KMS key, not of an alias',
    )
    .optional()
    .describe(
      'ARN of the KMS key that the file is encrypted with, with which functions may then decrypt it. ' +
        'Default: none, for files that S3 encrypts with a key of its own.',
    ),
});

function count(most: number, what: string, usual: number) {
  const right = `0 to ${most}`;
  return z
    .int('a whole number')
    .min(0, right)
    .max(most, right)
    .default(usual)
    .describe(`${what} 0 to ${most}. Default ${usual}.`);
}

export const use = z
  .strictObject({
    sources: z
      .array(z.enum(useSources, { error: `of ${useSources.join(', ')}` }))
      .default(usualSources)
      .describe(
        'Where to look for images in use. ecs: services, deployments, tasks and task definitions of ECS. ' +
          'lambda: functions of Lambda, their versions and aliases. appRunner: services of App Runner. ' +
          'batch: job definitions of AWS Batch. sageMaker: endpoints of SageMaker AI, and its training and ' +
          'processing jobs in progress. ' +
          'inspector: what Amazon Inspector counts, in EKS too, of repositories under enhanced scanning. All ' +
          'in the account and region of the registry. While one of them cannot be read, no image loses a tag ' +
          'because nobody seems to use it. []: nowhere; without files, only an image that was pulled in the ' +
          'last 30 days then counts as in use. Default ["ecs", "lambda"].',
      ),
    taskDefinitions: count(
      100,
      'How many of the last active task definitions of each family of ECS, and revisions of each job definition of ' +
        'AWS Batch, count as in use, whoever starts them.',
      5,
    ),
    functionVersions: count(
      100,
      'How many of the last published versions of each function of Lambda count as in use, besides $LATEST and ' +
        'those that an alias names.',
      5,
    ),
    files: z
      .array(file)
      .default([])
      .describe(
        'Files that name images in use, for clusters and accounts that the sources do not see. One that is ' +
          'missing, empty, too old or of another form counts as a source that cannot be read. Default [].',
      ),
    restore: z
      .literal('inUse', { error: 'inUse, or left out' })
      .optional()
      .describe(
        'inUse: an archived image that is in use is restored, once the rule is allowed. Default: it is reported.',
      ),
  })
  .prefault({})
  .describe('How to find out whether an image is in use.');

export type UseSource = (typeof useSources)[number];

export type UseConfig = z.output<typeof use>;

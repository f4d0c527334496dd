import * as z from 'zod';
import { roleArn } from './repositories/repository-settings.ts';

/** `inventory:` and `targets:` of registry.yml: the nightly inventory, and further registries that it reads. */

const percent = z.number().min(1, '1 to 1000, in percent').max(1000, '1 to 1000, in percent');

const price = z.number().min(0, 'a price per GB and month, such as 0.10');

const alert = z
  .strictObject({
    growthPercent: percent
      .optional()
      .describe(
        'Report when the registry has grown by more percent since the previous inventory, 1 to ' +
          '1000. Default: not reported.',
      ),
    growthBytes: z
      .int('a whole number of bytes')
      .min(1, 'at least 1 byte')
      .optional()
      .describe(
        'Report when the registry has grown by more bytes since the previous inventory. Default: ' +
          'not reported.',
      ),
    movedTags: z
      .int('a whole number of tags')
      .min(0, 'at least 0 tags')
      .optional()
      .describe(
        'Report when more tags than this name another image than in the previous inventory. ' +
          'Default: not reported.',
      ),
    quotaPercent: percent
      .max(100, 'at most 100 percent')
      .default(80)
      .describe('Report when more percent of a quota is used, 1 to 100. Default 80.'),
  })
  .default({ quotaPercent: 80 })
  .describe('When the nightly inventory sends an alert.');

export const inventory = z
  .strictObject({
    settings: z
      .boolean()
      .default(true)
      .describe(
        'Whether to read the repository policy, lifecycle policy and resource tags of each ' +
          'repository, too: three calls each. Default true.',
      ),
    manifests: z
      .boolean()
      .default(false)
      .describe(
        'Whether to read the manifests of image indexes, to know which images they list. ECR counts ' +
          'that as a pull, so exclude the role of the function from pull time updates. Default false.',
      ),
    perRepositoryMetrics: z
      .array(z.string().min(2, 'the name of a repository'))
      .max(
        20,
        'at most 20 repositories: each makes four series, and CloudWatch bills by the series',
      )
      .default([])
      .describe(
        'Names of repositories that get CloudWatch metrics of their own, at most 20: four series ' +
          'each, and CloudWatch bills by the series. Default []: only totals.',
      ),
    prices: z
      .strictObject({
        standard: price
          .default(0.1)
          .describe(
            'US dollars per GB and month of standard storage. Default 0.1, as in us-east-1.',
          ),
        archive: price
          .default(0.1)
          .describe(
            'US dollars per GB and month of archived storage. Default 0.1, as in us-east-1 up to 150 ' +
              'TB.',
          ),
      })
      .default({ standard: 0.1, archive: 0.1 })
      .describe('Prices of storage in your region, for the estimate of costs.'),
    quotas: z
      .strictObject({
        repositories: z
          .int('a whole number')
          .min(1, 'at least 1')
          .default(100_000)
          .describe('Repositories in the registry. Default 100000.'),
        imagesPerRepository: z
          .int('a whole number')
          .min(1, 'at least 1')
          .default(100_000)
          .describe('Images in one repository. Default 100000.'),
      })
      .default({ repositories: 100_000, imagesPerRepository: 100_000 })
      .describe('The quotas of the registry, where AWS has raised them.'),
    alert,
  })
  .describe('The nightly inventory: what is read, reported and measured.');

export const target = z
  .strictObject({
    account: z
      .string()
      .regex(/^\d{12}$/, 'an account: 12 digits, in quotes')
      .describe('Id of the account: 12 digits, in quotes.'),
    role: z
      .string()
      .regex(roleArn, 'the ARN of an IAM role')
      .optional()
      .describe(
        'ARN of the IAM role in that account that the function walk assumes; its trust policy ' +
          "names the role of that function. Default: none, for other regions of the stack's own " +
          'account.',
      ),
    externalId: z
      .string('a text, in quotes')
      .regex(/^[\w+=,.@:/-]{2,1224}$/, 'an external ID: 2 to 1224 letters, digits or +=,.@:/-_')
      .optional()
      .describe(
        'The sts:ExternalId that the trust policy of the role asks for. It is no secret. Default: ' +
          'none.',
      ),
    regions: z
      .array(z.string().regex(/^[a-z]{2,5}(-[a-z]+)+-\d$/, 'a region, such as eu-west-1'))
      .min(1, 'at least one region')
      .describe('Regions whose registries are read, such as eu-west-1.'),
  })
  .describe('A further account, or further regions, that the nightly inventory reads.');

export type InventoryConfig = z.output<typeof inventory>;
export type Target = z.output<typeof target>;

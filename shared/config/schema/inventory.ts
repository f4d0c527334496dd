import * as z from 'zod';
import { roleArn } from './cached-repositories.ts';

/** What may be said of the nightly inventory, and of the registries beyond the function's own. */

const percent = z.number().min(1, '1 to 1000, in percent').max(1000, '1 to 1000, in percent');

const price = z.number().min(0, 'a price per GB and month, such as 0.10');

const alert = z
  .strictObject({
    growthPercent: percent
      .optional()
      .describe('Tell when the registry grew by more than this since the previous inventory.'),
    growthBytes: z
      .int('a whole number of bytes')
      .min(1, 'at least 1 byte')
      .optional()
      .describe('Tell when the registry grew by more bytes than this.'),
    movedTags: z
      .int('a whole number of tags')
      .min(0, 'at least 0 tags')
      .optional()
      .describe('Tell when more tags than this point to another image than before.'),
    quotaPercent: percent
      .max(100, 'at most 100 percent')
      .default(80)
      .describe('Tell when more of a quota than this is used. Default 80.'),
  })
  .default({ quotaPercent: 80 })
  .describe('When people are told of what the inventory found.');

export const inventory = z
  .strictObject({
    settings: z
      .boolean()
      .default(true)
      .describe(
        'Read policy, lifecycle policy and resource tags of each repository too: three calls ' +
          'each. Default true.',
      ),
    manifests: z
      .boolean()
      .default(false)
      .describe(
        'Read the manifests of indexes, to know which images they list. ECR takes that for a pull, ' +
          'so the role has to be among the pull time update exclusions. Default false.',
      ),
    perRepositoryMetrics: z
      .array(z.string().min(2, 'the name of a repository'))
      .max(
        20,
        'at most 20 repositories: each makes four series, and CloudWatch bills by the series',
      )
      .default([])
      .describe('Repositories that get metrics of their own. Default: the totals only.'),
    prices: z
      .strictObject({
        standard: price
          .default(0.1)
          .describe('US dollars per GB and month. Default 0.10, as in us-east-1.'),
        archive: price
          .default(0.1)
          .describe('US dollars per GB and month. Default 0.10, as in us-east-1 up to 150 TB.'),
      })
      .default({ standard: 0.1, archive: 0.1 })
      .describe('What storage costs in your region, for the estimate.'),
    quotas: z
      .strictObject({
        repositories: z.int('a whole number').min(1, 'at least 1').default(100_000),
        imagesPerRepository: z.int('a whole number').min(1, 'at least 1').default(100_000),
      })
      .default({ repositories: 100_000, imagesPerRepository: 100_000 })
      .describe("The registry's quotas, if AWS has raised them. Default 100000 each, ECR's own."),
    alert,
  })
  .describe('The nightly inventory.');

export const target = z
  .strictObject({
    account: z.string().regex(/^\d{12}$/, 'an account: 12 digits, in quotes'),
    role: z
      .string()
      .regex(roleArn, 'the ARN of an IAM role')
      .optional()
      .describe(
        'The role in that account to read its registry with; it has to trust the role of the ' +
          "inventory function. Default: the function's own, for other regions of its own account.",
      ),
    externalId: z
      .string('a text, in quotes')
      .regex(/^[\w+=,.@:/-]{2,1224}$/, 'an external ID: 2 to 1224 letters, digits or +=,.@:/-_')
      .optional()
      .describe(
        "What the role's trust policy asks for as sts:ExternalId. It is no secret. Default: none is sent.",
      ),
    regions: z
      .array(z.string().regex(/^[a-z]{2,5}(-[a-z]+)+-\d$/, 'a region, such as eu-west-1'))
      .min(1, 'at least one region'),
  })
  .describe('A further account, or further regions, that the nightly inventory reads.');

export type InventoryConfig = z.output<typeof inventory>;
export type Target = z.output<typeof target>;

import * as z from 'zod';
import { alerts } from './alerts.ts';
import { baseline } from './baseline.ts';
import { cachedRepositories, pullers, roleArn } from './cached-repositories.ts';
import { inventory, target } from './inventory.ts';
import { limits } from './limits.ts';
import { movedTags } from './moved-tags.ts';
import { naming } from './naming.ts';
import { scanning } from './scanning.ts';
import { upstreamNames } from './upstreams.ts';
import { use } from './use.ts';
import { warmBudget, warmImages } from './warm.ts';

/**
 * The shape of registry.yml. Each `description` is what an editor shows and the JSON Schema says;
 * each `error` tells what would be right. What spans several keys is in cross-checks.ts.
 */

/** How far a nightly validation goes. */
const validations = ['login', 'deep'] as const;

/** A pull-through cache prefix as CreatePullThroughCacheRule accepts it (pattern of the API model). */
const prefixPattern =
  /^([a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\/?|ROOT)$/;

const prefix = z
  .string()
  .min(2, '2 to 30 characters')
  .max(30, '2 to 30 characters')
  .regex(prefixPattern, 'lower-case letters, digits and separators such as docker.io, or ROOT');

const cacheRule = z
  .strictObject({
    prefix: prefix.describe('The first part of the names of the cached repositories: docker.io'),
    upstream: z
      .enum(upstreamNames, { error: `one of ${upstreamNames.join(', ')} (ECR takes no others)` })
      .describe('The upstream registry, by the name that the ECR API gives it.'),
    upstreamRegistryUrl: z
      .string()
      .min(1, 'a host name, such as myteam.azurecr.io')
      .optional()
      .describe(
        'Only for azure-container-registry (<name>.azurecr.io) and ecr ' +
          '(<account>.dkr.ecr.<region>.amazonaws.com).',
      ),
    credential: z
      .string()
      .regex(
        /^ecr-pullthroughcache\/[A-Za-z0-9/_+=.@-]+$/,
        'the name of a secret that starts with ecr-pullthroughcache/',
      )
      .max(512, 'at most 512 characters')
      .optional()
      .describe('The name of the Secrets Manager secret to log in with, not its ARN.'),
    credentialMaxAgeDays: z
      .int('a whole number of days')
      .min(1, 'at least 1 day')
      .optional()
      .describe(
        'Days after which a secret that nobody has changed is told as too old. Default: never.',
      ),
    customRoleArn: z
      .string()
      .regex(roleArn, 'the ARN of an IAM role')
      .optional()
      .describe('Only for upstream ecr: the role that ECR takes to read the upstream.'),
    upstreamRepositoryPrefix: prefix
      .optional()
      .describe('Where in the upstream registry the prefix points to. Default ROOT: all of it.'),
    allowReplace: z
      .boolean()
      .default(false)
      .describe(
        'Whether the rule may be deleted and created anew when something changes that ECR cannot ' +
          'change in place: anything but the credential and the role. Pulls may fail in between; ' +
          'cached repositories are never touched. Default false.',
      ),
    repositories: cachedRepositories.optional(),
    pullers: pullers.optional(),
    warm: warmImages.optional(),
  })
  .describe('A pull-through cache rule.');

export const registrySchema = z
  .strictObject({
    naming,
    movedTags,
    baseline,
    scanning,
    pullThroughCache: z
      .strictObject({
        prune: z
          .boolean()
          .default(false)
          .describe(
            'Delete rules, and templates and statements of ours, that are in the registry and not in ' +
              'this file: within limits.cache, the functions once it is allowed. Default false.',
          ),
        validate: z
          .enum(validations, { error: `one of ${validations.join(', ')}` })
          .default('login')
          .describe(
            'What is tried every night. login: ECR logs in to each upstream, and nobody reads a ' +
              'secret. deep: one function also reads each secret, to see that it is JSON with ' +
              'username and accessToken; it says so and no more. Default login.',
          ),
        warmBudget: warmBudget.optional(),
        rules: z
          .array(cacheRule)
          .max(50, 'at most 50 rules: the quota of a registry, not adjustable')
          .prefault([]),
      })
      .prefault({})
      .describe('The pull-through cache rules of the registry.'),
    limits,
    use,
    alerts: alerts.prefault({}),
    inventory: inventory.prefault({}),
    targets: z
      .array(target)
      .default([])
      .describe('Further accounts and regions for the nightly inventory.'),
  })
  .describe('How an Amazon ECR registry should look: the one file that ecr-steward works from.');

export type RegistryConfig = z.output<typeof registrySchema>;
export type CacheRule = RegistryConfig['pullThroughCache']['rules'][number];
export type { AlertsConfig } from './alerts.ts';
export type { BaselineConfig, BaselineRule } from './baseline.ts';
export type { CachedRepositories } from './cached-repositories.ts';
export type { InventoryConfig, Target } from './inventory.ts';
export type { LimitsConfig } from './limits.ts';
export type { MovedTagsConfig } from './moved-tags.ts';
export type { NamingConfig, RepositoryRule, Requirement, TagKind, TagRule } from './naming.ts';
export type { IgnoreEntry, ScanningConfig, ScanRule } from './scanning.ts';

import * as z from 'zod';
import { alerts } from './alerts.ts';
import { upstreamNames } from './cache/upstreams.ts';
import { warmBudget, warmImages } from './cache/warm.ts';
import { inventory, target } from './inventory.ts';
import { limits } from './limits.ts';
import { movedTags } from './moved-tags.ts';
import { naming } from './naming.ts';
import { prefixPattern } from './prefix.ts';
import { registry } from './registry.ts';
import { baseline } from './repositories/baseline.ts';
import { cachedRepositories, pullers } from './repositories/cached-repositories.ts';
import { creationTemplates } from './repositories/creation-templates.ts';
import { repositories } from './repositories/declared-repositories.ts';
import { roleArn } from './repositories/repository-settings.ts';
import { retention } from './retention.ts';
import { scanning } from './scanning.ts';
import { shield } from './shield.ts';
import { unusedRepositories } from './unused-repositories.ts';
import { use } from './use.ts';

/**
 * The shape of registry.yml. Each `description` is what an editor shows and the JSON Schema says; each `error` says
 * what is valid. What spans several keys is in cross-checks.ts.
 */

/** What a nightly validation tries. */
const validations = ['login', 'deep'] as const;

const prefix = z
  .string()
  .min(2, '2 to 30 characters')
  .max(30, '2 to 30 characters')
  .regex(prefixPattern, 'lower-case letters, digits and separators such as docker.io, or ROOT');

const cacheRule = z
  .strictObject({
    prefix: prefix.describe(
      'First part of the names of the cached repositories, such as docker.io. ROOT: every name that no ' +
        'other rule has. 2 to 30 characters.',
    ),
    upstream: z
      .enum(upstreamNames, { error: `one of ${upstreamNames.join(', ')} (ECR takes no others)` })
      .describe('The upstream registry, by the name that ECR gives it.'),
    upstreamRegistryUrl: z
      .string()
      .min(1, 'a host name, such as myteam.azurecr.io')
      .optional()
      .describe(
        'Host of the upstream registry. Only for azure-container-registry (<name>.azurecr.io) and ' +
          'ecr (<account>.dkr.ecr.<region>.amazonaws.com), which need it. Default: the host of the ' +
          'upstream.',
      ),
    credential: z
      .string()
      .regex(
        /^ecr-pullthroughcache\/[A-Za-z0-9/_+=.@-]+$/,
        'the name of a secret that starts with ecr-pullthroughcache/',
      )
      .max(512, 'at most 512 characters')
      .optional()
      .describe(
        'Name (no ARN) of the Secrets Manager secret that ECR logs in to the upstream with. It ' +
          'starts with ecr-pullthroughcache/. Default: none; all upstreams but ecr-public, k8s, quay ' +
          'and ecr need one.',
      ),
    credentialMaxAgeDays: z
      .int('a whole number of days')
      .min(1, 'at least 1 day')
      .optional()
      .describe(
        'Days after its last change at which the secret is reported as too old. Default: never.',
      ),
    customRoleArn: z
      .string()
      .regex(roleArn, 'the ARN of an IAM role')
      .optional()
      .describe(
        'ARN of the IAM role that ECR assumes to read the upstream. Only for upstream ecr. Default: ' +
          'none.',
      ),
    upstreamRepositoryPrefix: prefix
      .optional()
      .describe(
        'Path in the upstream registry that the prefix stands for. Default: ROOT, all of it.',
      ),
    allowReplace: z
      .boolean()
      .default(false)
      .describe(
        'true: the rule may be deleted and created anew when something changes that ECR cannot ' +
          'change in place, which is anything but the credential and the role. Pulls may fail in ' +
          'between; cached repositories stay. Default false: such a change is reported.',
      ),
    repositories: cachedRepositories.optional(),
    pullers: pullers.optional(),
    warm: warmImages.optional(),
  })
  .describe('A pull through cache rule.');

export const registrySchema = z
  .strictObject({
    naming,
    movedTags,
    baseline,
    scanning,
    retention,
    pullThroughCache: z
      .strictObject({
        prune: z
          .boolean()
          .default(false)
          .describe(
            'true: rules that are unmanaged, and templates and statements that ecr-steward made and ' +
              'this file no longer declares, are deleted; within limits.cache, by the functions once that ' +
              'is allowed. Default false: they stay, and are reported.',
          ),
        validate: z
          .enum(validations, { error: `one of ${validations.join(', ')}` })
          .default('login')
          .describe(
            'What is tried every night. login: ECR logs in to each upstream; no secret is read. deep: ' +
              'one function also reads each secret, to see whether it is JSON with username and ' +
              'accessToken, and reports only that. Default login.',
          ),
        warmBudget: warmBudget.optional(),
        rules: z
          .array(cacheRule)
          .max(50, 'at most 50 rules: the quota of a registry, not adjustable')
          .prefault([])
          .describe('The cache rules, at most 50: the quota of a registry. Default []: none.'),
      })
      .prefault({})
      .describe('Pull through cache rules of the registry, and what belongs to them.'),
    repositories,
    creationTemplates,
    registry,
    unusedRepositories,
    limits,
    shield,
    use,
    alerts: alerts.prefault({}),
    inventory: inventory.prefault({}),
    targets: z
      .array(target)
      .default([])
      .describe(
        'Further accounts and regions that the nightly inventory reads. Default []: only the ' +
          "stack's own.",
      ),
  })
  .describe('The configuration of ecr-steward: how one Amazon ECR registry should be.');

export type RegistryConfig = z.output<typeof registrySchema>;
export type CacheRule = RegistryConfig['pullThroughCache']['rules'][number];
export type { AlertsConfig } from './alerts.ts';
export type { InventoryConfig, Target } from './inventory.ts';
export type { LimitsConfig } from './limits.ts';
export type { MovedTagsConfig } from './moved-tags.ts';
export type { NamingConfig, RepositoryRule, Requirement, TagKind, TagRule } from './naming.ts';
export type { RegistrySettingsConfig } from './registry.ts';
export type { BaselineConfig, BaselineRule } from './repositories/baseline.ts';
export type { CachedRepositories } from './repositories/cached-repositories.ts';
export type {
  CreationTemplatesConfig,
  DeclaredTemplate,
} from './repositories/creation-templates.ts';
export type {
  DeclaredRepositories,
  RepositoriesConfig,
} from './repositories/declared-repositories.ts';
export type { RetentionConfig, RetentionRuleConfig } from './retention.ts';
export type { IgnoreEntry, ScanningConfig, ScanRule } from './scanning.ts';
export type { ShieldConfig, ShieldRule } from './shield.ts';
export type { UnusedRepositoriesConfig, UnusedRule } from './unused-repositories.ts';

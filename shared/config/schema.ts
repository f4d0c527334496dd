import * as z from 'zod';
import { cachedRepositories, pullers, roleArn } from './cached-repositories.ts';
import { inventory, target } from './inventory.ts';
import { compileGlob, compilePattern } from './pattern.ts';
import type { Pattern } from './pattern-program.ts';
import { upstreamNames } from './upstreams.ts';
import { warmBudget, warmImages } from './warm.ts';

/**
 * The shape of registry.yml. Each `description` is what an editor shows and the JSON Schema says;
 * each `error` tells what would be right. What spans several keys is in cross-checks.ts.
 */

/** Named kinds of tags; what each of them accepts is in naming/kinds.ts. */
export const tagKinds = ['semver', 'calver', 'git-sha'] as const;
export type TagKind = (typeof tagKinds)[number];

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

const pattern = z
  .string()
  .min(1, 'an RE2 pattern')
  .transform(compiledBy(compilePattern))
  .describe('An RE2 pattern that the whole name has to match: 1\\.[0-9]+');

const repositories = z
  .array(z.string().min(1).transform(compiledBy(compileGlob)))
  .min(1, 'at least one glob, such as team-a/**')
  .prefault(['**'])
  .describe(
    'Globs of the repositories that the rule is for; the first rule for a repository decides. ' +
      '* is any part of one path segment, ** any path, ? one character.',
  );

const ruleName = z.string().min(1).describe('The name of the rule: every violation names it.');

const repositoryRule = z
  .strictObject({
    rule: ruleName,
    repositories,
    patterns: z.array(pattern).min(1).describe('The name has to match one of these.'),
    action: z
      .enum(['report'], { error: 'report (a repository cannot be renamed, so not quarantined)' })
      .default('report')
      .describe('report: say so. A repository cannot be renamed, so there is nothing else.'),
  })
  .describe('What repositories are to be called.');

const tagRule = z
  .strictObject({
    rule: ruleName,
    repositories,
    kinds: z
      .array(z.enum(tagKinds, { error: `one of ${tagKinds.join(', ')}` }))
      .default([])
      .describe(
        'semver: 1.4.2, v1.4.2-rc.1. calver: 2026.11, 26.11.3. git-sha: 7 to 40 hex digits.',
      ),
    patterns: z.array(pattern).default([]).describe('Further names that are right.'),
    action: z
      .enum(['report', 'quarantine'], { error: 'report or quarantine' })
      .default('report')
      .describe(
        'report: say so. quarantine: the image gets the tag quarantine-<first 12 of its digest>, ' +
          'then the wrong tag is removed. The image itself always stays.',
      ),
  })
  .describe('What tags are to be called: of one of the kinds, or matching one of the patterns.');

const cacheRule = z
  .strictObject({
    prefix: prefix.describe('The first part of the names of the cached repositories: docker.io'),
    upstream: z
      .enum(upstreamNames, { error: `one of ${upstreamNames.join(', ')}` })
      .describe('The upstream registry, by the name that the ECR API gives it.'),
    upstreamRegistryUrl: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]*\.[a-z0-9-]+$/, 'a host name, such as myteam.azurecr.io')
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
    naming: z
      .strictObject({
        repositories: z.array(repositoryRule).default([]),
        tags: z.array(tagRule).default([]),
      })
      .default({ repositories: [], tags: [] })
      .describe('What repositories and tags are to be called. Cached repositories are exempt.'),
    pullThroughCache: z
      .strictObject({
        prune: z
          .boolean()
          .default(false)
          .describe('Delete rules that are in the registry and not in this file. Default false.'),
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
          .default([]),
      })
      .default({ prune: false, validate: 'login', rules: [] })
      .describe('The pull-through cache rules of the registry.'),
    inventory: inventory.prefault({}),
    targets: z
      .array(target)
      .default([])
      .describe('Further accounts and regions for the nightly inventory.'),
  })
  .describe('How an Amazon ECR registry should look: the one file that ecr-steward works from.');

export type RegistryConfig = z.output<typeof registrySchema>;
export type RepositoryRule = RegistryConfig['naming']['repositories'][number];
export type TagRule = RegistryConfig['naming']['tags'][number];
export type CacheRule = RegistryConfig['pullThroughCache']['rules'][number];
export type { CachedRepositories } from './cached-repositories.ts';
export type { InventoryConfig, Target } from './inventory.ts';

/** Patterns are compiled when the file is read: what is wrong is told then, what is right is data. */
function compiledBy(compile: (source: string) => Pattern) {
  return (source: string, context: z.RefinementCtx): Pattern => {
    try {
      return compile(source);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      context.addIssue({ code: 'custom', message: `RE2 cannot compile it: ${why}` });
      return z.NEVER;
    }
  };
}

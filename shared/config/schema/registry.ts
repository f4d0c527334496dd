import * as z from 'zod';
import { PULLERS_SID } from './cache/pullers-sid.ts';

/** `registry:` of registry.yml: the settings of the registry as a whole. */

/** ECR's own wildcard, not our glob: `*` is any part of a name; without one the text may be anywhere in it. */
const wildcard = z
  .string()
  .regex(
    /^[a-z0-9*]+([._/-][a-z0-9*]+)*$/,
    'part of a repository name in lower case, * for any characters: team-a/*',
  )
  .max(256, 'at most 256 characters')
  .refine((filter) => filter.split('*').length <= 5, {
    error: ({ input }) => `"${input}" has more than four *: ECR takes four in one filter`,
  });

const scanRule = z
  .strictObject({
    scanFrequency: z
      .enum(['SCAN_ON_PUSH', 'CONTINUOUS_SCAN'], { error: 'SCAN_ON_PUSH or CONTINUOUS_SCAN' })
      .describe('SCAN_ON_PUSH, or CONTINUOUS_SCAN, which only ENHANCED has.'),
    repositories: z
      .array(wildcard)
      .min(1, '1 to 100 filters')
      .max(100, '1 to 100 filters')
      .describe(
        'Filters of ECR, no globs: * is any characters; one without * matches every name that ' +
          'contains it. 1 to 100.',
      ),
  })
  .describe('Which repositories are scanned how often.');

const scanning = z
  .strictObject({
    scanType: z
      .enum(['BASIC', 'ENHANCED'], { error: 'BASIC or ENHANCED' })
      .default('BASIC')
      .describe(
        'BASIC: by ECR. ENHANCED: by Amazon Inspector, which is billed. A change hides the results ' +
          'of earlier scans. Default BASIC.',
      ),
    rules: z
      .array(scanRule)
      .max(2, 'at most 2: one for each scanFrequency')
      .default([])
      .describe('At most one for each scanFrequency. Default []: nothing is scanned by it.'),
  })
  .describe(
    "The registry's scanning configuration. It is one whole: what is not here is removed from it. " +
      'Default: not checked.',
  );

const destination = z
  .strictObject({
    region: z
      .string()
      .regex(/^[a-z]{2,5}(-[a-z]+)+-\d$/, 'a region, such as eu-central-1')
      .describe('Region that images are copied to.'),
    registryId: z
      .string()
      .regex(/^\d{12}$/, 'an account: 12 digits, in quotes')
      .optional()
      .describe(
        "Account that images are copied to: 12 digits, in quotes. Default: the registry's.",
      ),
  })
  .describe('A registry that images are copied to.');

const replicationRule = z
  .strictObject({
    destinations: z
      .array(destination)
      .min(1, '1 to 25 destinations')
      .max(25, '1 to 25 destinations')
      .describe('Where images are copied to. At most 25 different ones in all rules.'),
    repositories: z
      .array(
        z
          .string()
          .min(2, '2 to 256 characters')
          .max(256, '2 to 256 characters')
          .regex(
            /^([a-z0-9]+([._-][a-z0-9]*)*\/)*[a-z0-9]*([._-][a-z0-9]*)*$/,
            'what names begin with, without *: team-a/',
          ),
      )
      .max(100, 'at most 100 prefixes')
      .default([])
      .describe(
        'What the names of the repositories begin with, as ECR has it: no globs. At most 100. ' +
          'Default []: all repositories.',
      ),
    backfill: z
      .boolean()
      .default(false)
      .describe(
        'true: images that were pushed before the rule are copied, too, by a backfill of ECR for ' +
          'each destination, started once and watched to its end. Default false.',
      ),
  })
  .describe('A rule for replication.');

const replication = z
  .strictObject({
    rules: z
      .array(replicationRule)
      .max(25, 'at most 25 (10 in most regions)')
      .default([])
      .describe('At most 10, in ca-central-1 25. Default []: nothing is copied.'),
  })
  .describe(
    "The registry's replication configuration. It is one whole: a rule that is not here is removed " +
      'from it. Default: not checked.',
  );

const signingRule = z
  .strictObject({
    signingProfileArn: z
      .string()
      .max(200, 'at most 200 characters')
      .regex(
        /^arn:aws(-[a-z]+)*:signer:[a-z0-9-]+:[0-9]{12}:\/signing-profiles\/[a-zA-Z0-9_]{2,}$/,
        'the ARN of a signing profile: arn:aws:signer:<region>:<account>:/signing-profiles/<name>',
      )
      .describe('ARN of the signing profile of AWS Signer that images are signed with.'),
    repositories: z
      .array(wildcard)
      .min(1, '1 to 100 filters')
      .max(100, '1 to 100 filters')
      .optional()
      .describe(
        'Filters of ECR, no globs: * is any characters. 1 to 100. Default: all repositories.',
      ),
  })
  .describe('Which images are signed when they are pushed, and with what.');

const signing = z
  .strictObject({
    rules: z
      .array(signingRule)
      .max(10, 'at most 10 rules')
      .default([])
      .describe('At most 10. Default []: no image is signed; the configuration is deleted.'),
  })
  .describe(
    'Managed signing. It is one whole: a rule that is not here is removed from it. An image that ' +
      'was pushed and not signed is reported. Default: not checked.',
  );

const accountSettings = z
  .strictObject({
    basicScanTypeVersion: z
      .literal('AWS_NATIVE', { error: 'AWS_NATIVE: ECR has no other any more' })
      .optional()
      .describe('What basic scans scan with. Default: not checked.'),
    registryPolicyScope: z
      .enum(['V1', 'V2'], { error: 'V1 or V2' })
      .optional()
      .describe(
        'Of which actions the registry policy decides. V1: of replication and pull through cache ' +
          'only. V2: of all actions of ECR. Default: not checked.',
      ),
    blobMounting: z
      .enum(['ENABLED', 'DISABLED'], { error: 'ENABLED or DISABLED' })
      .optional()
      .describe(
        'Whether repositories share the layers that they have in common. Default: not checked.',
      ),
  })
  .describe('Settings of the account in its region. Default: not checked.');

const statement = z
  .looseObject({
    Sid: z
      .string()
      .regex(/^[A-Za-z0-9]{1,100}$/, '1 to 100 letters and digits')
      .refine((sid) => !sid.startsWith(PULLERS_SID), {
        error: `another one: ${PULLERS_SID} is for pullers of pullThroughCache`,
      })
      .describe('Name of the statement, by which it is found again.'),
    Effect: z
      .enum(['Allow', 'Deny'], { error: 'Allow or Deny' })
      .describe('Whether the statement allows or denies.'),
  })
  .describe('A statement of an IAM policy; further keys are those of IAM.');

const policy = z
  .strictObject({
    statements: z
      .array(statement)
      .default([])
      .describe(
        'Statements, found by their Sid; further keys, such as Principal, Action, Resource and ' +
          'Condition, are those of IAM. Default []: none.',
      ),
  })
  .describe(
    'Statements of the registry policy, beside those of others, which stay unless prune is set. ' +
      'Default: none is declared.',
  );

export const registry = z
  .strictObject({
    prune: z
      .boolean()
      .default(false)
      .describe(
        'true: statements and pullTimeUpdateExclusions that this file does not declare are deleted, ' +
          'within limits.registry, where it declares some. Default false: they stay, and are reported.',
      ),
    scanning: scanning.optional(),
    replication: replication.optional(),
    signing: signing.optional(),
    pullTimeUpdateExclusions: z
      .array(
        z
          .string()
          .max(200, 'at most 200 characters')
          .regex(
            /^arn:aws(-[a-z]+)*:iam::[0-9]{12}:(role|user)\/[\w+=,.@-]+(\/[\w+=,.@-]+)*$/,
            'the ARN of an IAM role or user',
          ),
      )
      .max(100, 'at most 100: the quota of an account')
      .optional()
      .describe(
        'ARNs of IAM roles and users, such as those of a scanner, whose pulls do not count as a use ' +
          'of an image. At most 100. Default: not checked.',
      ),
    accountSettings: accountSettings.optional(),
    policy: policy.optional(),
  })
  .prefault({})
  .describe('Settings of the registry as a whole. One that is not here is not checked.');

export type RegistrySettingsConfig = z.output<typeof registry>;

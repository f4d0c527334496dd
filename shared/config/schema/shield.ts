import * as z from 'zod';
import { repositoriesOfRule } from './repositories/of-rule.ts';

/** `shield:` of registry.yml: what runs is kept from the lifecycle policies of ECR, which cannot know it. */

const rule = z
  .strictObject({
    repositories: repositoriesOfRule('A repository that no rule matches is left alone.'),
    action: z
      .enum(['report', 'enforce'], { error: 'report or enforce' })
      .default('report')
      .describe(
        'report: what runs and is not kept from the lifecycle policy is reported. enforce: it gets ' +
          'the tag in-use-<first 12 digits of its digest>, and the policy gets its first rule; the ' +
          'functions only observe until the rule is allowed, the command needs --enforce. Default ' +
          'report.',
      ),
    rule: z
      .enum(['add', 'expect'], { error: 'add or expect' })
      .default('add')
      .describe(
        'The first rule of the lifecycle policy, which keeps what has such a tag. add: ecr-steward ' +
          'puts it. expect: Terraform or somebody else does; where it is missing, no image gets a tag, ' +
          'and the rule is shown. Default add.',
      ),
    keepDays: z
      .int('a whole number of days')
      .min(1, '1 to 3650')
      .max(3650, '1 to 3650')
      .default(14)
      .describe(
        'Days after the use of an image has ended for which it keeps its in-use tag, 1 to 3650. ' +
          'Default 14.',
      ),
  })
  .describe('A rule of the shield: which repositories it is for.');

export const shield = z
  .array(rule)
  .default([])
  .describe(
    'Rules that keep what runs from the lifecycle policies of its repository. A repository without ' +
      'a policy needs none. Default []: no repository is shielded.',
  );

export type ShieldConfig = z.output<typeof shield>;
export type ShieldRule = ShieldConfig[number];

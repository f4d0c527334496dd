import * as z from 'zod';
import { glob } from '../../patterns/compiled.ts';
import {
  encryption,
  lifecycle,
  lifecyclePolicy,
  mutability,
  mutabilityExclusions,
  policy,
  replacePolicy,
} from './repository-settings.ts';

/** `repositories:` of registry.yml: the repositories that have to be there, and their settings. */

const entry = z
  .strictObject({
    names: z
      .array(glob)
      .min(1, 'at least one name, or a glob such as team-a/**')
      .describe(
        'Names and globs of repositories. One that is named is created where it is missing, with ' +
          'all of these settings; of a glob, only existing ones are brought in line. The first entry ' +
          'that matches a repository decides, alone. * is any part of one path segment, ** any path, ' +
          '? one character.',
      ),
    owner: z
      .string()
      .min(1, 'a name')
      .max(256, 'at most 256 characters')
      .optional()
      .describe(
        'Who owns the repositories: becomes the resource tag owner, by which alerts are routed. ' +
          'Default: not set.',
      ),
    mutability: mutability
      .optional()
      .describe(
        'MUTABLE: a tag may come to name another image. IMMUTABLE: ECR refuses a push to a tag that ' +
          'exists. Default: MUTABLE for new repositories, existing ones stay.',
      ),
    mutabilityExclusions: mutabilityExclusions.optional(),
    scanOnPush: z
      .boolean()
      .optional()
      .describe(
        'Whether ECR scans images when they are pushed. Deprecated by ECR: use registry.scanning. ' +
          'Default: false for new repositories, existing ones stay.',
      ),
    encryption: encryption.optional(),
    lifecycle: lifecycle.optional(),
    lifecyclePolicy: lifecyclePolicy.optional(),
    replaceLifecycle: z
      .boolean()
      .optional()
      .describe(
        'true: a lifecycle policy that differs is replaced; what it said is shown. Default false: it ' +
          'stays, and is reported. A policy that is missing, or that lifecycle has made, is always ' +
          'brought in line.',
      ),
    policy: policy.optional(),
    replacePolicy: replacePolicy.optional(),
    tags: z
      .record(z.string(), z.string().max(256, 'at most 256 characters'))
      .optional()
      .describe(
        'Resource tags of the repositories, key and value. Tags with other keys stay. Default: none.',
      ),
  })
  .describe(
    'Repositories that have to be there, with these settings. A setting that is not here is not ' +
      'checked. No repository is ever deleted for not being here.',
  );

export const repositories = z
  .array(entry)
  .default([])
  .describe(
    'Repositories that are declared: created where they are missing, and brought in line, within ' +
      'limits, by the functions once that is allowed. Those of a cache rule follow that rule; those ' +
      'that are here follow no rule of baseline. Default []: none is declared.',
  );

export type RepositoriesConfig = z.output<typeof repositories>;
export type DeclaredRepositories = RepositoriesConfig[number];

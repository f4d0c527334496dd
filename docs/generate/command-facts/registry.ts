import {
  type CommandFacts,
  findBucket,
  images,
  ledger,
  mark,
  preview,
  previewedUses,
  standing,
  uses,
  usesOfVerb,
  whatRuns,
} from './permissions.ts';

/** Verbs that read repositories and images, and with `--enforce` change them. */
export const registry: Readonly<Record<string, CommandFacts>> = {
  inventory: {
    error: 'a repository could not be read; the others are in the answer',
    permissions: [
      { actions: [...images, 'ecr:DescribeRegistry'] },
      {
        when: 'with `--bucket`, `--folder` or `--report`',
        actions: [
          'ecr:DescribePullThroughCacheRules',
          'ecr:DescribeRepositoryCreationTemplates',
          'ecr:GetRegistryPolicy',
          'ecr:GetRegistryScanningConfiguration',
        ],
      },
      {
        when: 'and unless `inventory.settings` is false',
        actions: [
          'ecr:GetRepositoryPolicy',
          'ecr:GetLifecyclePolicy',
          'ecr:ListTagsForResource',
          'ecr:BatchGetRepositoryScanningConfiguration',
        ],
      },
      { when: 'with `inventory.manifests`', actions: ['ecr:BatchGetImage'] },
      {
        when: 'with `--checks`, for lifecycle policies; what is in use as `use.sources` says',
        actions: [...preview, ...previewedUses.actions],
      },
      {
        when: 'with `--checks`, for scan findings, where `scanning` has rules',
        actions: [
          ...['ecr:DescribeImageScanFindings', 'ecr:BatchGetImage', 'ecr:DescribeRegistry'],
          ...['inspector2:ListFindings', 'inspector2:ListCoverage', 's3:GetObject'],
          ...findBucket.actions,
        ],
      },
      {
        when: 'with `--bucket`',
        actions: [
          's3:ListBucket',
          's3:GetObject',
          's3:PutObject',
          's3:DeleteObject',
          's3:AbortMultipartUpload',
        ],
      },
    ],
  },
  check: {
    found: 'there are naming violations; with `--enforce`, some remain',
    permissions: [
      { actions: [...images, 'ecr:DescribePullThroughCacheRules'] },
      standing,
      {
        when: 'with `--enforce`',
        actions: [
          ...ledger,
          ...mark,
          'ecr:GetLifecyclePolicy',
          'ecr:BatchGetImage',
          'ecr:PutImage',
          'ecr:BatchDeleteImage',
        ],
      },
      uses,
    ],
  },
  baseline: {
    found: 'a repository differs from registry.yml; with `--enforce`, it still does',
    permissions: [
      {
        actions: [
          ...images,
          ...preview,
          'ecr:DescribePullThroughCacheRules',
          'ecr:ListTagsForResource',
          'ecr:GetRegistryScanningConfiguration',
          'ecr:BatchGetRepositoryScanningConfiguration',
        ],
      },
      standing,
      previewedUses,
      {
        when: 'with `--enforce`',
        actions: [
          ...ledger,
          ...mark,
          'ecr:PutLifecyclePolicy',
          'ecr:PutImageTagMutability',
          'ecr:PutImageScanningConfiguration',
          'ecr:TagResource',
        ],
      },
    ],
  },
  lifecycle: {
    found: 'a policy would expire or archive what is in use or may be, or has a mistake',
    error: 'a policy could not be read or previewed',
    permissions: [
      { actions: [...images, ...preview] },
      {
        when: 'to see what is in use, as `use.sources` says, and what image indexes list',
        actions: previewedUses.actions,
      },
    ],
  },
  shield: {
    found: 'an image that runs is not kept; with `--enforce`, it still is not',
    permissions: [
      {
        actions: [...images, 'ecr:GetLifecyclePolicy', 'ecr:BatchGetImage', 'ecr:DescribeRegistry'],
      },
      { ...uses, when: 'to see what runs, as `use.sources` says' },
      standing,
      {
        when: 'with `--enforce`',
        actions: [
          ...ledger,
          ...mark,
          'ecr:StartLifecyclePolicyPreview',
          'ecr:GetLifecyclePolicyPreview',
          'ecr:PutLifecyclePolicy',
          'ecr:PutImage',
        ],
      },
    ],
  },
  usage: {
    found: 'an image in use is archived or missing',
    error: 'a source of uses or a repository could not be read; the others are in the answer',
    permissions: [
      { actions: [...images, 'ecr:DescribeRegistry'] },
      usesOfVerb,
      { when: 'to say since when, without `--folder`', actions: ['s3:GetObject'] },
      findBucket,
    ],
  },
  scan: {
    found: 'an image fails, or its vulnerabilities are unknown',
    permissions: [
      { actions: [...images, 'ecr:DescribeImageScanFindings'] },
      {
        when: 'under enhanced scanning',
        actions: ['inspector2:ListFindings', 'inspector2:ListCoverage'],
      },
      { when: 'to find the image index of a part', actions: ['ecr:BatchGetImage'] },
      { when: 'by `use.sources`', actions: ['ecr:DescribeRegistry', ...whatRuns] },
      standing,
    ],
  },
  unused: {
    found: 'a repository is unused, or may be',
    permissions: [
      {
        actions: [
          ...images,
          'ecr:DescribePullThroughCacheRules',
          'ecr:ListTagsForResource',
          'ecr:DescribeRegistry',
        ],
      },
      { when: 'by `use.sources`', actions: whatRuns },
      standing,
    ],
  },
  retention: {
    permissions: [
      { actions: [...images, 'ecr:DescribeRegistry'] },
      { when: 'to see what image indexes list', actions: ['ecr:BatchGetImage'] },
      { when: 'for the owner of what is selected', actions: ['ecr:ListTagsForResource'] },
      { ...uses, when: 'to see what is in use, as `use.sources` says' },
      standing,
    ],
  },
  init: {
    found: 'the file exists, and the registry has something that it does not declare',
    error: 'something could not be read; the rest is in the file',
    permissions: [
      {
        actions: [
          ...images,
          ...mark,
          'ecr:DescribePullThroughCacheRules',
          'ecr:GetRegistryPolicy',
          'ecr:GetRegistryScanningConfiguration',
          'ecr:GetSigningConfiguration',
          'ecr:ListPullTimeUpdateExclusions',
          'ecr:GetAccountSetting',
          'ecr:GetLifecyclePolicy',
          'ecr:GetRepositoryPolicy',
          'ecr:ListTagsForResource',
          'ecr:BatchGetRepositoryScanningConfiguration',
        ],
      },
    ],
  },
  snapshot: {
    error: 'a setting could not be read; all others are in the file, which names it',
    permissions: [
      { actions: [...images, 'ecr:DescribeRegistry', 'ecr:DescribePullThroughCacheRules'] },
      {
        when: 'for settings; one that is denied is left out',
        actions: [
          'ecr:DescribeRepositoryCreationTemplates',
          'ecr:GetRegistryPolicy',
          'ecr:GetRegistryScanningConfiguration',
          'ecr:GetSigningConfiguration',
          'ecr:ListPullTimeUpdateExclusions',
          'ecr:GetAccountSetting',
          'ecr:GetLifecyclePolicy',
          'ecr:GetRepositoryPolicy',
          'ecr:ListTagsForResource',
        ],
      },
    ],
  },
};

import {
  CreatePullThroughCacheRuleCommand,
  CreateRepositoryCommand,
  CreateRepositoryCreationTemplateCommand,
  type ECRClient,
  PutLifecyclePolicyCommand,
  PutRegistryPolicyCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import { CreateSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import fc from 'fast-check';
import { pullersStatement } from '../../../shared/cache/policy/pullers.ts';
import { lifecyclePolicyText } from '../../../shared/config/schema/repositories/lifecycle-policy.ts';
import type { CachedRepositories } from '../../../shared/config/schema/schema.ts';
import { withShieldRule } from '../../../shared/config/schema/shield-rule.ts';
import { declaredTemplate, templateInput } from '../../../shared/settings/template/template.ts';
import { push } from '../../support/images.ts';
import { createSettings, registrySettings } from './random-settings.ts';
import { createTemplates, templates } from './random-templates.ts';

/** Registries of any kind: names, settings, tags, cache rules, templates and policies, some created by ecr-steward. */

const key = 'arn:aws:kms:eu-west-1:123456789012:key/1f2e3d4c-0000-4000-8000-0123456789ab';
const role = 'arn:aws:iam::123456789012:role/ecr-templates';

const segment = fc.constantFrom(
  'team-a',
  'team-b',
  'platform',
  'web',
  'api',
  'true',
  '1.0',
  'null',
);

const exclusions = fc.constantFrom(undefined, ['latest'], ['latest', 'v*']);

/** As an earlier version of ecr-steward has made it: signatures do not stay. */
const earlier = JSON.stringify({
  rules: JSON.parse(lifecyclePolicyText({ keepLast: 50 }))
    .rules.slice(1)
    .map((rule: object) => ({ ...rule, rulePriority: 1 })),
});

const shielded = withShieldRule(lifecyclePolicyText({ expireUntaggedDays: 14 }));

const lifecycle = fc.constantFrom(
  ...('text' in shielded ? [shielded.text, shielded.text.replace(':2', ':7')] : []),
  earlier,
  lifecyclePolicyText({ expireUntaggedDays: 14 }),
  lifecyclePolicyText({ expireUntaggedDays: 7, keepLast: 50 }),
  JSON.stringify({
    rules: [
      {
        rulePriority: 5,
        description: 'ours: "50" # of them',
        selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 50 },
        action: { type: 'expire' },
      },
    ],
  }),
);

const policy = {
  Version: '2012-10-17' as const,
  Statement: [
    {
      Sid: 'pull: "it"',
      Effect: 'Allow' as const,
      Principal: { AWS: ['arn:aws:iam::111122223333:root'] },
      Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    },
  ],
};

const tags = fc.constantFrom(
  {},
  { owner: 'team-a' },
  { owner: 'yes', 'cost center: 7': '#1' },
  { true: 'null', '1': '01', owner: "it's" },
);

const imageTag = fc.constantFrom(
  ...[
    '1.0.0',
    '1.4.2-rc.1',
    '2026.11',
    'a1b2c3d',
    'latest',
    'pr-1',
    'pr-2',
    'pr-3',
    'null',
    '1.10',
    '_x',
  ],
);

const settings = fc.record({
  mode: fc.constantFrom('MUTABLE' as const, 'IMMUTABLE' as const),
  exclusions,
  scanOnPush: fc.boolean(),
  kms: fc.constantFrom('none', 'default', 'key'),
  lifecycle: fc.option(lifecycle),
  policy: fc.option(fc.constant(policy)),
  tags,
});

const repository = fc.record({
  path: fc.array(segment, { minLength: 1, maxLength: 3 }),
  like: fc.nat(3),
  images: fc.array(fc.uniqueArray(imageTag, { maxLength: 3 }), { maxLength: 3 }),
});

const block: fc.Arbitrary<CachedRepositories> = fc.record(
  {
    mutability: fc.constantFrom('MUTABLE' as const, 'IMMUTABLE' as const),
    lifecycle: fc.constant({ expireUntaggedDays: 14, keepLast: 20 }),
    policy: fc.constant(policy),
    tags: fc.constant({ owner: 'platform', on: 'off' }),
    encryption: fc.constant({ encryptionType: 'KMS' as const, kmsKey: key }),
  },
  { requiredKeys: [] },
);

const cacheRule = fc.record({
  template: fc.constantFrom('none', 'ours', 'manual', 'other purpose'),
  block,
  pullers: fc.constantFrom(undefined, ['111122223333'], ['111122223333', role]),
  cached: fc.array(fc.nat(3), { maxLength: 2 }),
});

const prefixes = ['docker.io', 'quay.io', 'cache/k8s', 'other', 'ROOT'] as const;

export const registry = fc.record({
  /** What repositories are like: many are alike, as those of a template of theirs. */
  kinds: fc.array(settings, { minLength: 1, maxLength: 3 }),
  repositories: fc.uniqueArray(repository, {
    maxLength: 10,
    selector: ({ path }) => path.join('/'),
  }),
  rules: fc.uniqueArray(fc.tuple(fc.constantFrom(...prefixes), cacheRule), {
    maxLength: 3,
    selector: ([prefix]) => prefix,
  }),
  settings: registrySettings,
  templates,
});

type Registry = typeof registry extends fc.Arbitrary<infer Value> ? Value : never;
type Clients = { ecr: ECRClient; secretsManager: SecretsManagerClient };

export async function create({ ecr, secretsManager }: Clients, wanted: Registry): Promise<void> {
  const statements: object[] = [...wanted.settings.statements];
  await createSettings(ecr, wanted.settings);
  await createTemplates(ecr, wanted.templates);
  for (const [prefix, rule] of wanted.rules) {
    await createRule({ ecr, secretsManager }, prefix);
    if (rule.template !== 'none') await createTemplate(ecr, prefix, rule);
    const place = { registryId: '123456789012', region: 'eu-west-1' };
    if (rule.pullers) statements.push(pullersStatement(place, prefix, rule.pullers));
    for (const [at, like] of rule.cached.entries()) {
      const name = `${prefix === 'ROOT' ? 'root' : prefix}/c${at}`;
      await createRepository(ecr, name, kindOf(wanted, like));
    }
  }
  if (statements.length > 0) {
    const policyText = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    await ecr.send(new PutRegistryPolicyCommand({ policyText }));
  }
  for (const { path, like, images } of wanted.repositories) {
    const name = path.join('/');
    await createRepository(ecr, name, kindOf(wanted, like));
    for (const imageTags of images) {
      // An immutable tag stays on the image that has it.
      await push(ecr, name, imageTags).catch(() => {});
    }
  }
}

async function createRule({ ecr, secretsManager }: Clients, prefix: string): Promise<void> {
  const hub = prefix === 'docker.io';
  const upstream = hub
    ? 'registry-1.docker.io'
    : prefix === 'quay.io'
      ? 'quay.io'
      : 'registry.k8s.io';
  const Name = 'ecr-pullthroughcache/hub+a.b';
  const SecretString = '{"username":"a","accessToken":"b"}';
  const secret = hub
    ? await secretsManager.send(new CreateSecretCommand({ Name, SecretString }))
    : undefined;
  await ecr.send(
    new CreatePullThroughCacheRuleCommand({
      ecrRepositoryPrefix: prefix,
      upstreamRegistryUrl: upstream,
      ...(secret?.ARN && { credentialArn: secret.ARN }),
      ...(prefix === 'other' && { upstreamRepositoryPrefix: 'sig/other' }),
    }),
  );
}

async function createTemplate(
  ecr: ECRClient,
  prefix: string,
  { template, block }: { template: string; block: CachedRepositories },
): Promise<void> {
  const state = declaredTemplate(
    { ...block, customRoleArn: role, appliedFor: ['PULL_THROUGH_CACHE'] },
    undefined,
  );
  const ours = templateInput(prefix, state);
  const appliedFor = template === 'other purpose' ? ['REPLICATION' as const] : ours.appliedFor;
  const description = template === 'ours' ? ours.description : '';
  const { lifecyclePolicy, repositoryPolicy, ...input } = { ...ours, appliedFor, description };
  await ecr.send(
    new CreateRepositoryCreationTemplateCommand({
      ...input,
      ...(lifecyclePolicy && { lifecyclePolicy }),
      ...(repositoryPolicy && { repositoryPolicy }),
    }),
  );
}

function kindOf({ kinds }: Registry, like: number): SettingsOf {
  const kind = kinds[like % kinds.length];
  if (kind === undefined) throw new Error('no kinds');
  return kind;
}

type SettingsOf = typeof settings extends fc.Arbitrary<infer Value> ? Value : never;

async function createRepository(
  ecr: ECRClient,
  repositoryName: string,
  { mode, exclusions, scanOnPush, kms, lifecycle, policy, tags }: SettingsOf,
): Promise<void> {
  const filters = exclusions?.map((filter) => ({ filterType: 'WILDCARD' as const, filter }));
  const encryptionType = kms === 'none' ? ('AES256' as const) : ('KMS' as const);
  await ecr.send(
    new CreateRepositoryCommand({
      repositoryName,
      imageTagMutability: filters ? `${mode}_WITH_EXCLUSION` : mode,
      ...(filters && { imageTagMutabilityExclusionFilters: filters }),
      imageScanningConfiguration: { scanOnPush },
      encryptionConfiguration: { encryptionType, ...(kms === 'key' && { kmsKey: key }) },
      tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  if (lifecycle !== null) {
    const input = { repositoryName, lifecyclePolicyText: lifecycle };
    await ecr.send(new PutLifecyclePolicyCommand(input));
  }
  if (policy !== null) {
    const policyText = JSON.stringify(policy);
    await ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText }));
  }
}

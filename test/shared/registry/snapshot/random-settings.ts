import {
  CreateRepositoryCreationTemplateCommand,
  type ECRClient,
  PutAccountSettingCommand,
  PutRegistryScanningConfigurationCommand,
  PutReplicationConfigurationCommand,
  PutSigningConfigurationCommand,
  RegisterPullTimeUpdateExclusionCommand,
  type Tag,
} from '@aws-sdk/client-ecr';
import fc from 'fast-check';

/** Settings of a registry of any kind, also none, beside what test/shared/proposal/random-registry.ts creates. */

const role = 'arn:aws:iam::123456789012:role/ecr-templates';

const filter = fc.constantFrom('team-a/web', 'platform', 'team-b');

const wildcard = fc.constantFrom('*', 'team-a/*', 'platform*', 'web');

const some = <Value>(item: fc.Arbitrary<Value>, maxLength = 2) =>
  fc.uniqueArray(item, { minLength: 1, maxLength });

const destination = fc.record({
  region: fc.constantFrom('eu-central-1', 'us-east-1'),
  registryId: fc.constantFrom('123456789012', '210987654321'),
});

const replication = fc.array(
  fc.record(
    { destinations: some(destination), repositoryFilters: some(filter) },
    { requiredKeys: ['destinations'] },
  ),
  { maxLength: 3 },
);

const scanning = fc.record({
  scanType: fc.constantFrom('BASIC' as const, 'ENHANCED' as const),
  filters: some(wildcard),
});

const signing = fc.array(
  fc.record(
    { profile: fc.constantFrom('releases', 'all_images'), filters: some(wildcard) },
    { requiredKeys: ['profile'] },
  ),
  { maxLength: 2 },
);

const template = fc.record(
  {
    prefix: fc.constantFrom('pushed', 'copies/a', 'copies'),
    description: fc.constantFrom('', 'quoted: "it"'),
    appliedFor: fc.subarray(['CREATE_ON_PUSH', 'REPLICATION', 'PULL_THROUGH_CACHE'] as const, {
      minLength: 1,
    }),
    imageTagMutability: fc.constantFrom('MUTABLE' as const, 'IMMUTABLE' as const),
    resourceTags: fc.constant<Tag[]>([{ Key: 'owner', Value: 'team: #1' }]),
    customRoleArn: fc.constant(role),
  },
  { requiredKeys: ['prefix', 'appliedFor'] },
);

export const settings = fc.record({
  replication,
  scanning: fc.option(scanning),
  signing: fc.option(signing),
  templates: fc.uniqueArray(template, { maxLength: 3, selector: ({ prefix }) => prefix }),
  exclusions: fc.subarray([role, 'arn:aws:iam::123456789012:user/scanner']),
  scope: fc.constantFrom(undefined, 'V1', 'V2'),
  mounting: fc.constantFrom(undefined, 'ENABLED', 'DISABLED'),
});

type Settings = typeof settings extends fc.Arbitrary<infer Value> ? Value : never;

export async function putSettings(ecr: ECRClient, wanted: Settings): Promise<void> {
  await ecr.send(
    new PutReplicationConfigurationCommand({
      replicationConfiguration: {
        rules: wanted.replication.map(({ destinations, repositoryFilters }) => ({
          destinations,
          ...(repositoryFilters && {
            repositoryFilters: repositoryFilters.map((it) => ({
              ...{ filter: it, filterType: 'PREFIX_MATCH' as const },
            })),
          }),
        })),
      },
    }),
  );
  if (wanted.scanning) await putScanning(ecr, wanted.scanning);
  if (wanted.signing) await putSigning(ecr, wanted.signing);
  for (const template of wanted.templates) {
    await ecr.send(new CreateRepositoryCreationTemplateCommand(template));
  }
  for (const principalArn of wanted.exclusions) {
    await ecr.send(new RegisterPullTimeUpdateExclusionCommand({ principalArn }));
  }
  const values = { REGISTRY_POLICY_SCOPE: wanted.scope, BLOB_MOUNTING: wanted.mounting };
  for (const [name, value] of Object.entries(values)) {
    if (value) await ecr.send(new PutAccountSettingCommand({ name, value }));
  }
}

type Given<Value> = NonNullable<Value>;

async function putScanning(
  ecr: ECRClient,
  { scanType, filters }: Given<Settings['scanning']>,
): Promise<void> {
  const repositoryFilters = filters.map((it) => ({
    ...{ filter: it, filterType: 'WILDCARD' as const },
  }));
  await ecr.send(
    new PutRegistryScanningConfigurationCommand({
      ...{ scanType, rules: [{ scanFrequency: 'SCAN_ON_PUSH', repositoryFilters }] },
    }),
  );
}

async function putSigning(ecr: ECRClient, rules: Given<Settings['signing']>): Promise<void> {
  const profiles = 'arn:aws:signer:eu-west-1:123456789012:/signing-profiles';
  await ecr.send(
    new PutSigningConfigurationCommand({
      signingConfiguration: {
        rules: rules.map(({ profile, filters }) => ({
          signingProfileArn: `${profiles}/${profile}`,
          ...(filters && {
            repositoryFilters: filters.map((it) => ({
              ...{ filter: it, filterType: 'WILDCARD_MATCH' as const },
            })),
          }),
        })),
      },
    }),
  );
}

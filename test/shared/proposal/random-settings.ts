import {
  type ECRClient,
  PutAccountSettingCommand,
  PutRegistryScanningConfigurationCommand,
  PutReplicationConfigurationCommand,
  PutSigningConfigurationCommand,
  RegisterPullTimeUpdateExclusionCommand,
} from '@aws-sdk/client-ecr';
import fc from 'fast-check';

/** Settings of registries of any kind, as other tools may have made them. */

/** Filters of scanning and signing, some of which registry.yml cannot say. */
const filter = fc.constantFrom('*', 'team-a', 'team-a/*', '1.0*', 'null', '*true*', 'a*b/*');

const prefix = fc.constantFrom('team-a/', 'team-b', 'no', '1e3', 'platform/web');

const filters = fc.uniqueArray(filter, { minLength: 1, maxLength: 3 });

const scanning = fc.record({
  enhanced: fc.boolean(),
  onPush: fc.option(filters),
  continuous: fc.option(filters),
});

const destination = fc.constantFrom(
  { region: 'eu-central-1', registryId: '123456789012' },
  { region: 'us-east-1', registryId: '123456789012' },
  { region: 'eu-west-1', registryId: '000011112222' },
);

const replicationRule = fc.record({
  destinations: fc.uniqueArray(destination, {
    ...{ minLength: 1, maxLength: 3 },
    selector: ({ region }) => region,
  }),
  prefixes: fc.uniqueArray(prefix, { maxLength: 3 }),
});

const signingRule = fc.record({
  name: fc.constantFrom('release', 'no_1', '01'),
  filters: fc.option(filters),
});

const principal = fc.constantFrom(
  'arn:aws:iam::123456789012:role/scanner',
  'arn:aws:iam::123456789012:role/aws-service-role/a.b/c+d=e,@f',
  'arn:aws:iam::123456789012:user/null',
);

const other = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::444455556666:root' },
  Action: 'ecr:ReplicateImage',
  Resource: 'arn:aws:ecr:eu-west-1:123456789012:repository/*',
};

/** Statements of a person: of any sort of value, with the same Sid, without one. */
const statement = fc.constantFrom<object>(
  { Sid: 'Manual', ...other },
  { Sid: 'Manual', ...other, Action: ['ecr:CreateRepository', 'ecr:ReplicateImage'] },
  { Sid: 'true', ...other, Resource: '*' },
  { Sid: '0123', ...other, Principal: { AWS: ['111122223333'] } },
  { Sid: '1e3', ...other, Effect: 'Deny', Principal: '*' },
  {
    ...{ Sid: 'Org', ...other, Principal: '*' },
    Condition: {
      StringLike: { 'aws:PrincipalOrgPaths': ['o-1/*', 'o-2/r-*/?ou: "x" #1'] },
      Bool: { 'aws:SecureTransport': 'true' },
      NumericLessThan: { 'aws:MultiFactorAuthAge': 3600 },
    },
  },
  { Sid: 'with a space', ...other },
  { ...other, Action: ['ecr:BatchImportUpstreamImage'] },
);

export const registrySettings = fc.record({
  scanning: fc.option(scanning),
  replication: fc.array(replicationRule, { maxLength: 3 }),
  signing: fc.array(signingRule, { maxLength: 3 }),
  exclusions: fc.uniqueArray(principal),
  statements: fc.array(statement, { maxLength: 4 }),
  policyScope: fc.constantFrom('V1', 'V2'),
  blobMounting: fc.constantFrom('ENABLED', 'DISABLED'),
});

type Settings = typeof registrySettings extends fc.Arbitrary<infer Value> ? Value : never;

/** All but the statements, which are of one policy with those of cache rules. */
export async function createSettings(ecr: ECRClient, wanted: Settings): Promise<void> {
  if (wanted.scanning) await scan(ecr, wanted.scanning);
  await replicate(ecr, wanted.replication);
  await sign(ecr, wanted.signing);
  for (const principalArn of wanted.exclusions) {
    await ecr.send(new RegisterPullTimeUpdateExclusionCommand({ principalArn }));
  }
  const account = {
    REGISTRY_POLICY_SCOPE: wanted.policyScope,
    BLOB_MOUNTING: wanted.blobMounting,
  };
  for (const [name, value] of Object.entries(account)) {
    await ecr.send(new PutAccountSettingCommand({ name, value }));
  }
}

async function scan(
  ecr: ECRClient,
  { enhanced, onPush, continuous }: NonNullable<Settings['scanning']>,
): Promise<void> {
  const rules = [
    ...(onPush ? [ruleOf('SCAN_ON_PUSH' as const, onPush)] : []),
    ...(enhanced && continuous ? [ruleOf('CONTINUOUS_SCAN' as const, continuous)] : []),
  ];
  const scanType = enhanced ? 'ENHANCED' : 'BASIC';
  await ecr.send(new PutRegistryScanningConfigurationCommand({ scanType, rules }));
}

function ruleOf<Frequency>(scanFrequency: Frequency, those: readonly string[]) {
  const repositoryFilters = those.map((it) => ({ filter: it, filterType: 'WILDCARD' as const }));
  return { scanFrequency, repositoryFilters };
}

async function replicate(ecr: ECRClient, wanted: Settings['replication']): Promise<void> {
  const rules = wanted.map(({ destinations, prefixes }) => ({
    destinations,
    ...(prefixes.length > 0 && {
      repositoryFilters: prefixes.map((it) => ({
        ...{ filter: it, filterType: 'PREFIX_MATCH' as const },
      })),
    }),
  }));
  const replicationConfiguration = { rules };
  await ecr.send(new PutReplicationConfigurationCommand({ replicationConfiguration }));
}

async function sign(ecr: ECRClient, wanted: Settings['signing']): Promise<void> {
  if (wanted.length === 0) return;
  const rules = wanted.map(({ name, filters: those }) => ({
    signingProfileArn: `arn:aws:signer:eu-west-1:123456789012:/signing-profiles/${name}`,
    ...(those && {
      repositoryFilters: those.map((it) => ({
        ...{ filter: it, filterType: 'WILDCARD_MATCH' as const },
      })),
    }),
  }));
  await ecr.send(new PutSigningConfigurationCommand({ signingConfiguration: { rules } }));
}

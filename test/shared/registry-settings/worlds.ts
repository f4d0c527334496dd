import {
  DeleteRegistryPolicyCommand,
  DeleteSigningConfigurationCommand,
  DeregisterPullTimeUpdateExclusionCommand,
  type ECRClient,
  GetAccountSettingCommand,
  PutAccountSettingCommand,
  PutRegistryPolicyCommand,
  PutRegistryScanningConfigurationCommand,
  PutReplicationConfigurationCommand,
  PutSigningConfigurationCommand,
  RegisterPullTimeUpdateExclusionCommand,
  type RegistryScanningRule,
  type ScanType,
} from '@aws-sdk/client-ecr';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { parsePolicy } from '../../../shared/registry/policy/text.ts';
import { registryPolicy } from '../../../shared/registry/settings/policies.ts';
import { type AppliedChange, applyRegistry } from '../../../shared/registry-settings/apply.ts';
import type { RegistryPlan } from '../../../shared/registry-settings/change.ts';
import { exclusionsOf } from '../../../shared/registry-settings/exclusions.ts';
import { observeRegistry } from '../../../shared/registry-settings/observe.ts';
import { planRegistry } from '../../../shared/registry-settings/plan.ts';
import { observeReplication } from '../../../shared/registry-settings/replication/state.ts';
import { observeScanning } from '../../../shared/registry-settings/scanning.ts';
import { observeSigning } from '../../../shared/registry-settings/signing.ts';
import { applying } from '../../support/acting.ts';

/** Settings of a registry to start from, what is declared, and what the registry has in the end. */

/** `registry:` of a file with these keys, in JSON or YAML flow style. */
export const declaring = (keys: string) => parseRegistryConfig(`registry: {${keys}}`).registry;

type Declared = ReturnType<typeof declaring>;

export async function planFor(ecr: ECRClient, declared: Declared): Promise<RegistryPlan> {
  return planRegistry(declared, await observeRegistry(ecr, declared));
}

export async function reconcile(ecr: ECRClient, declared: Declared): Promise<AppliedChange[]> {
  return applyRegistry(applying({ ecr }), await planFor(ecr, declared));
}

export const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;

export const profile = (name: string) =>
  `arn:aws:signer:eu-west-1:123456789012:/signing-profiles/${name}`;

export const statement = (Sid: string, more: object = {}) => ({
  ...{ Sid, Effect: 'Allow', Principal: { AWS: '111122223333' } },
  Action: ['ecr:ReplicateImage'],
  Resource: 'arn:aws:ecr:eu-west-1:123456789012:repository/*',
  ...more,
});

/** A statement of the pullers of a cache rule, which belongs to the cache. */
export const pullers = statement('EcrStewardPullersQuay123456', {
  Action: 'ecr:BatchImportUpstreamImage',
});

/** Rules of scanning by their frequency. */
export async function putScanning(
  ecr: ECRClient,
  scanType: ScanType,
  rules: Partial<Record<NonNullable<RegistryScanningRule['scanFrequency']>, string[]>>,
): Promise<void> {
  const listed = Object.entries(rules).map(([scanFrequency, filters]) => ({
    scanFrequency: scanFrequency as RegistryScanningRule['scanFrequency'],
    repositoryFilters: filters.map((filter) => ({ filter, filterType: 'WILDCARD' as const })),
  }));
  await ecr.send(new PutRegistryScanningConfigurationCommand({ scanType, rules: listed }));
}

/** Rules of replication: a region or an account and a region, and its prefixes. */
export async function putReplication(
  ecr: ECRClient,
  ...rules: readonly [to: string, ...prefixes: string[]][]
): Promise<void> {
  const listed = rules.map(([to, ...prefixes]) => {
    const [region = '', registryId = '123456789012'] = to.split('/').toReversed();
    return {
      destinations: [{ region, registryId }],
      ...(prefixes.length > 0 && {
        repositoryFilters: prefixes.map((filter) => ({
          ...{ filter, filterType: 'PREFIX_MATCH' as const },
        })),
      }),
    };
  });
  await ecr.send(
    new PutReplicationConfigurationCommand({ replicationConfiguration: { rules: listed } }),
  );
}

/** Rules of signing: a profile, and its filters. */
export async function putSigning(
  ecr: ECRClient,
  ...rules: readonly [profile: string, ...filters: string[]][]
): Promise<void> {
  const listed = rules.map(([name, ...filters]) => ({
    signingProfileArn: profile(name),
    ...(filters.length > 0 && {
      repositoryFilters: filters.map((filter) => ({
        ...{ filter, filterType: 'WILDCARD_MATCH' as const },
      })),
    }),
  }));
  await ecr.send(new PutSigningConfigurationCommand({ signingConfiguration: { rules: listed } }));
}

export async function exclude(ecr: ECRClient, ...names: string[]): Promise<void> {
  for (const name of names) {
    const input = { principalArn: role(name) };
    await ecr.send(new RegisterPullTimeUpdateExclusionCommand(input));
  }
}

export async function putPolicy(ecr: ECRClient, ...statements: object[]): Promise<void> {
  const policyText = JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 1);
  await ecr.send(new PutRegistryPolicyCommand({ policyText }));
}

/** The settings of the account, each with its default. */
const accountDefaults = {
  BASIC_SCAN_TYPE_VERSION: 'AWS_NATIVE',
  REGISTRY_POLICY_SCOPE: 'V2',
  BLOB_MOUNTING: 'DISABLED',
};

export async function putAccount(ecr: ECRClient, values: Partial<typeof accountDefaults>) {
  for (const [name, value] of Object.entries(values)) {
    await ecr.send(new PutAccountSettingCommand({ name, value }));
  }
}

/** Makes all settings those of a new registry, so that the next case can use the same AWS. */
export async function clear(ecr: ECRClient): Promise<void> {
  await putAccount(ecr, accountDefaults);
  await putScanning(ecr, 'BASIC', {});
  await putReplication(ecr);
  if (await observeSigning(ecr)) await ecr.send(new DeleteSigningConfigurationCommand({}));
  for (const principalArn of await exclusionsOf(ecr)) {
    await ecr.send(new DeregisterPullTimeUpdateExclusionCommand({ principalArn }));
  }
  if (await registryPolicy(ecr)) await ecr.send(new DeleteRegistryPolicyCommand({}));
}

/** All settings, in a shape to compare. */
export async function registryOf(ecr: ECRClient) {
  const account: Record<string, string | undefined> = {};
  for (const name of Object.keys(accountDefaults)) {
    account[name] = (await ecr.send(new GetAccountSettingCommand({ name }))).value;
  }
  return {
    account,
    scanning: await observeScanning(ecr),
    replication: (await observeReplication(ecr)).state,
    signing: await observeSigning(ecr),
    exclusions: (await exclusionsOf(ecr)).sort(),
    policy: statementsIn((await registryPolicy(ecr))?.text),
  };
}

/** Each statement byte for byte; their order means nothing. */
function statementsIn(text: string | undefined): string[] {
  if (text === undefined) return [];
  const { statements } = parsePolicy(text);
  return statements.map(({ start, end }) => text.slice(start, end)).sort();
}

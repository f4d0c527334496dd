import {
  type DescribeRegistryResponse,
  type ECRClient,
  GetAccountSettingCommand,
  GetRegistryScanningConfigurationCommand,
  GetSigningConfigurationCommand,
  ListPullTimeUpdateExclusionsCommand,
  SigningConfigurationNotFoundException,
} from '@aws-sdk/client-ecr';
import { isNotOffered } from '../../runtime/offered.ts';
import { unlessNotOffered } from '../offered.ts';
import { creationTemplates } from '../read.ts';
import { registryPolicy } from '../settings/policies.ts';
import type { SettingsReading } from './not-read.ts';

/** The account settings that ECR has (API reference, PutAccountSetting). */
const accountSettingNames = [
  'BASIC_SCAN_TYPE_VERSION',
  'REGISTRY_POLICY_SCOPE',
  'BLOB_MOUNTING',
] as const;

/**
 * The settings of the registry as members of a snapshot, by eight calls. What ECR does not offer in the region is as if
 * it were not set: it cannot be there.
 */
export async function registrySettings(
  ecr: ECRClient,
  { replicationConfiguration = { rules: [] } }: DescribeRegistryResponse,
  { read }: SettingsReading,
): Promise<Record<string, unknown>> {
  const readings = {
    repositoryCreationTemplates: () => creationTemplates(ecr),
    registryPolicy: async () => ({ policyText: (await registryPolicy(ecr))?.text }),
    scanningConfiguration: () => scanningConfiguration(ecr),
    replicationConfiguration: async () => replicationConfiguration,
    signingConfiguration: () => signingConfiguration(ecr),
    pullTimeUpdateExclusions: () => unlessNotOffered(pullTimeExclusions(ecr)),
    accountSettings: () => accountSettings(ecr),
  } as const;
  const names = Object.keys(readings) as (keyof typeof readings)[];
  const found = await Promise.all(
    names.map(async (name) => [name, await read<unknown>(name, readings[name])] as const),
  );
  return Object.fromEntries(found.flatMap(([name, it]) => (it ? [[name, it.value]] : [])));
}

async function scanningConfiguration(ecr: ECRClient): Promise<object> {
  const answer = await ecr.send(new GetRegistryScanningConfigurationCommand({}));
  return answer.scanningConfiguration ?? {};
}

/** Without rules where there is none. */
async function signingConfiguration(ecr: ECRClient): Promise<object> {
  try {
    const answer = await ecr.send(new GetSigningConfigurationCommand({}));
    return answer.signingConfiguration ?? {};
  } catch (error) {
    const isNone = error instanceof SigningConfigurationNotFoundException;
    if (isNone || isRefused(error)) return {};
    throw error;
  }
}

async function pullTimeExclusions(ecr: ECRClient): Promise<string[]> {
  const found: string[] = [];
  let nextToken: string | undefined;
  do {
    const answer = await ecr.send(new ListPullTimeUpdateExclusionsCommand({ nextToken }));
    found.push(...(answer.pullTimeUpdateExclusions ?? []));
    nextToken = answer.nextToken;
  } while (nextToken);
  return found;
}

/** One call each. One that ECR does not have in the region is left out. */
async function accountSettings(ecr: ECRClient): Promise<object[]> {
  const found = await Promise.all(
    accountSettingNames.map(async (name) => {
      try {
        const { value } = await ecr.send(new GetAccountSettingCommand({ name }));
        return value === undefined ? [] : [{ name, value }];
      } catch (error) {
        if (isRefused(error)) return [];
        throw error;
      }
    }),
  );
  return found.flat();
}

/** ECR does not have the operation, or a name that another region has. */
function isRefused(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isInvalid = /^(Validation|InvalidParameter)Exception$/.test(error.name);
  return isInvalid || isNotOffered(error);
}

import {
  type ECRClient,
  GetAccountSettingCommand,
  PutAccountSettingCommand,
} from '@aws-sdk/client-ecr';
import type { ChangeKind } from '../changes/kind.ts';
import type { Step } from '../changes/step.ts';
import type { RegistrySettingsConfig } from '../config/schema/schema.ts';
import { writeWhole } from './whole.ts';

type Declared = NonNullable<RegistrySettingsConfig['accountSettings']>;

/** A setting of the account, by its key in registry.yml. */
export type AccountKey = keyof Declared;

export interface AccountState {
  value: string;
}

export type AccountChange = { kind: 'account'; setting: AccountKey } & Step<AccountState>;

/** The names that ECR has for them. */
const names: Readonly<Record<AccountKey, string>> = {
  basicScanTypeVersion: 'BASIC_SCAN_TYPE_VERSION',
  registryPolicyScope: 'REGISTRY_POLICY_SCOPE',
  blobMounting: 'BLOB_MOUNTING',
};

const keys = Object.keys(names) as AccountKey[];

/** The settings that are declared, and no others: a region may lack one. */
export function declaredKeys(declared: Declared): AccountKey[] {
  return keys.filter((key) => declared[key] !== undefined);
}

/** Reads one setting of the account; undefined where ECR says no value. */
export async function observeAccount(
  ecr: ECRClient,
  setting: AccountKey,
): Promise<AccountState | undefined> {
  const { value } = await ecr.send(new GetAccountSettingCommand({ name: names[setting] }));
  return value === undefined ? undefined : { value };
}

export function planAccount(
  setting: AccountKey,
  value: string,
  before: AccountState | undefined,
): AccountChange {
  const base = { kind: 'account', setting } as const;
  if (before === undefined) return { ...base, action: 'create', after: { value } };
  if (before.value === value) return { ...base, action: 'none', before };
  const reason = [`${before.value} → ${value}`, ...(effects[setting] ?? [])].join('; ');
  return { ...base, action: 'update', before, after: { value }, reason };
}

const effects: Partial<Record<AccountKey, readonly string[]>> = {
  registryPolicyScope: ['it changes of which actions the registry policy decides'],
};

export const accountKind: ChangeKind<AccountChange> = {
  nameOf: ({ setting }) => setting,
  targetOf: ({ setting }) => `the account setting ${setting}`,
  limit: 'registry',
  canBreak: ({ action }) => action === 'update',
  write: (ecr, change) =>
    writeWhole(change, {
      ...{ what: `the account setting ${change.setting}`, isSame },
      current: () => observeAccount(ecr, change.setting),
      put: ({ value }) =>
        ecr.send(new PutAccountSettingCommand({ name: names[change.setting], value })),
    }),
  current: (ecr, { setting }) => observeAccount(ecr, setting),
  isSame,
};

function isSame(a: AccountState, b: AccountState): boolean {
  return a.value === b.value;
}

import type { GetAccountSettingResponse, PutAccountSettingResponse } from '@aws-sdk/client-ecr';
import { z } from 'zod';
import { declareOperations, type Operation } from '../../service/service.ts';
import { invalidInput, invalidParameter } from '../errors.ts';
import type { Ecr } from '../model/ecr.ts';
import type { Registry } from '../model/registry.ts';

/** The settings and their values; the first value is the default (API reference, PutAccountSetting). */
const settings = {
  BASIC_SCAN_TYPE_VERSION: ['AWS_NATIVE'],
  REGISTRY_POLICY_SCOPE: ['V2', 'V1'],
  BLOB_MOUNTING: ['DISABLED', 'ENABLED'],
} as const satisfies Record<string, readonly [string, ...string[]]>;

export type AccountSetting = keyof typeof settings;

/** The current value of an account setting. */
export function accountSetting({ accountSettings }: Registry, name: AccountSetting): string {
  return accountSettings.get(name) ?? settings[name][0];
}

/** All account settings with their current values. */
export function accountSettingsView(registry: Registry): { name: string; value: string }[] {
  const names = Object.keys(settings) as AccountSetting[];
  return names.map((name) => ({ name, value: accountSetting(registry, name) }));
}

/** Sets account settings; one that this AWS does not know is left out. */
export function loadAccountSettings(
  { accountSettings }: Registry,
  given: readonly { name: string; value: string }[],
): void {
  for (const { name, value } of given) if (name in settings) accountSettings.set(name, value);
}

const { read, write } = declareOperations(invalidInput);

/** Settings of the account in its region. */
export function accountSettingOperations({ registry }: Ecr): Operation[] {
  return [
    read('GetAccountSetting', named, (input) => {
      const name = requireSetting(input.name);
      return { name, value: accountSetting(registry, name) } satisfies GetAccountSettingResponse;
    }),
    write('PutAccountSetting', named.extend({ value: z.string() }), (input) => {
      const name = requireSetting(input.name);
      const { value } = input;
      const values: readonly string[] = settings[name];
      if (!values.includes(value)) {
        throw invalidParameter('value', `must be one of ${values.join(', ')}`);
      }
      registry.accountSettings.set(name, value);
      return { name, value } satisfies PutAccountSettingResponse;
    }),
  ];
}

const named = z.object({ name: z.string().min(1).max(64) });

function requireSetting(name: string): AccountSetting {
  if (name in settings) return name as AccountSetting;
  throw invalidParameter('name', `must be one of ${Object.keys(settings).join(', ')}`);
}

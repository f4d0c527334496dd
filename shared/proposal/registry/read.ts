import type { ECRClient } from '@aws-sdk/client-ecr';
import { type AccountKey, observeAccount } from '../../registry-settings/account.ts';
import { observeExclusions } from '../../registry-settings/exclusions.ts';
import { observeScanning } from '../../registry-settings/scanning.ts';
import { observeSigning } from '../../registry-settings/signing.ts';
import { isNotOffered } from '../../runtime/offered.ts';
import type { RegistrySettings } from '../facts.ts';
import type { UnreadFacts } from '../unread.ts';

/** The account settings that can differ from one account to another. */
const accountKeys = ['registryPolicyScope', 'blobMounting'] as const satisfies AccountKey[];

/** Reads the settings that no other part of a proposal needs. */
export async function readRegistrySettings(
  ecr: ECRClient,
  unread: UnreadFacts,
): Promise<RegistrySettings> {
  const notOffered: string[] = [];
  const look = async <State>(what: string, reading: Promise<State>) => {
    const offered = reading.then(
      (state) => ({ state }),
      (error: unknown) => {
        if (!isNotOffered(error)) throw error;
        notOffered.push(what);
        return undefined;
      },
    );
    return unread.unlessRefused(what, offered);
  };
  const [scanning, signing, exclusions, ...account] = await Promise.all([
    look('the scanning configuration of the registry', observeScanning(ecr)),
    look('the signing configuration of the registry', observeSigning(ecr)),
    look('the pull time update exclusions', observeExclusions(ecr)),
    ...accountKeys.map((key) => look(`the account setting ${key}`, observeAccount(ecr, key))),
  ]);
  const read = accountKeys.map((key, index) => [key, account[index]] as const);
  return {
    ...(scanning && { scanning }),
    ...(signing && { signing }),
    ...(exclusions && { exclusions }),
    account: Object.fromEntries(read.filter(([, seen]) => seen !== undefined)),
    notOffered: notOffered.toSorted(),
  };
}

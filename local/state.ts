import type { LocalAwsOptions } from './aws.ts';
import { DataFolderError } from './data/errors.ts';
import type { DataFolder } from './data/folder.ts';
import { ownerOf } from './ecr/snapshot.ts';
import { credentialArns, loadSnapshot } from './ecr/snapshot-load.ts';
import { createRegistry, type Registry } from './ecr/state.ts';
import { SyntheticRepositories } from './ecr/synthetic/repositories.ts';
import { createVault, seedSecret, type Vault } from './secrets-manager/state.ts';

/** Account and region of a registry. */
interface Owner {
  accountId: string;
  region: string;
}

/** Whose registry it is. @throws DataFolderError when the data folder has another one than is asked for */
export function ownerAmong(options: LocalAwsOptions, folder: DataFolder | undefined): Owner {
  const stored = folder?.stored?.registry;
  const owner = stored ?? (options.snapshot && ownerOf(options.snapshot));
  const accountId = options.accountId ?? owner?.accountId ?? '123456789012';
  const region = options.region ?? owner?.region ?? 'eu-west-1';
  if (!stored || (stored.accountId === accountId && stored.region === region)) {
    return { accountId, region };
  }
  throw new DataFolderError(
    options.data ?? '',
    `holds the registry of account ${stored.accountId} in ${stored.region}: choose another, or ask for that one`,
  );
}

/** What stands in for the value of a secret that a snapshot only names. */
const placeholder = JSON.stringify({ username: 'placeholder', accessToken: 'placeholder' });

/** What a region holds that nobody has used yet. */
export function newState({ accountId, region, now }: Owner & { now: () => Date }) {
  return {
    registry: createRegistry(accountId, region),
    vault: createVault(accountId, region, now),
  };
}

/** What the data folder has, else what the snapshot has, else nothing. */
export async function loadState(
  { snapshot, synthetic }: LocalAwsOptions,
  folder: DataFolder | undefined,
  { accountId, region, now }: Owner & { now: () => Date },
): Promise<{ registry: Registry; vault: Vault }> {
  const vault = createVault(accountId, region, now);
  if (synthetic && (snapshot || folder)) {
    throw new Error('a synthetic registry holds nothing else: leave snapshot and data out');
  }
  const repositories = synthetic && new SyntheticRepositories(synthetic);
  const registry = createRegistry(accountId, region, repositories);
  if (snapshot && !folder?.stored) {
    loadSnapshot(registry, snapshot);
    for (const arn of credentialArns(snapshot)) seedSecret(vault, arn, placeholder);
  }
  await folder?.keep(registry, vault);
  return { registry, vault };
}

import type { Kept } from './data/changes.ts';
import type { DataFolder } from './data/folder.ts';
import { createRegistry, type Registry } from './ecr/model/registry.ts';
import { credentialArns, loadSnapshot } from './ecr/snapshot/load.ts';
import { ownerOf } from './ecr/snapshot/snapshot.ts';
import { SyntheticRepositories } from './ecr/synthetic/repositories.ts';
import type { LocalAwsOptions } from './options.ts';
import type { Place } from './peers.ts';
import { createVault, seedSecret, type Vault } from './secrets-manager/state.ts';

/** The initial state of a region. */
export interface Start {
  registry: Registry;
  vault: Vault;
}

/** The default account and region. */
export function homeOf(options: LocalAwsOptions, folder: DataFolder | undefined): Place {
  const owner = folder?.home ?? (options.snapshot && ownerOf(options.snapshot));
  return {
    accountId: options.accountId ?? owner?.accountId ?? '123456789012',
    region: options.region ?? owner?.region ?? 'eu-west-1',
  };
}

/** The placeholder value of a secret that a snapshot only names. */
const placeholder = JSON.stringify({ username: 'placeholder', accessToken: 'placeholder' });

/** The default account and region: from the data folder, else from the snapshot, else empty. */
export function startHome(
  { snapshot, synthetic, data }: LocalAwsOptions,
  home: Place,
  now: () => Date,
  stored: Kept | undefined,
): Start {
  if (synthetic && (snapshot || data !== undefined)) {
    throw new Error(
      'a synthetic registry cannot be combined with a snapshot or a data folder: leave both out',
    );
  }
  if (stored || !(snapshot || synthetic)) return startRegion(home, now, stored);
  const vault = createVault(home.accountId, home.region, now);
  const repositories = synthetic && new SyntheticRepositories(synthetic);
  const registry = createRegistry(home.accountId, home.region, repositories);
  if (snapshot) {
    loadSnapshot(registry, snapshot);
    for (const arn of credentialArns(snapshot)) seedSecret(vault, arn, placeholder);
  }
  return { registry, vault };
}

/** A region from the data folder, else empty. */
export function startRegion(place: Place, now: () => Date, stored: Kept | undefined): Start {
  const { accountId, region } = place;
  const vault = createVault(accountId, region, now);
  if (!stored) return { registry: createRegistry(accountId, region), vault };
  return { registry: stored.registry, vault: { ...vault, secrets: stored.secrets } };
}

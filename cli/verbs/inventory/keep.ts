import { existsSync } from 'node:fs';
import { loadRegistryConfig, parseRegistryConfig } from '../../../shared/config/load.ts';
import type { RegistryConfig } from '../../../shared/config/schema/schema.ts';
import { noChanges } from '../../../shared/inventory/compare/comparison.ts';
import { type NameCheck, namesSink } from '../../../shared/inventory/compare/names.ts';
import { keepInventory as keep } from '../../../shared/inventory/keep.ts';
import { reportKey, summaryKey } from '../../../shared/inventory/store/partition.ts';
import { summarize } from '../../../shared/inventory/summary/summarize.ts';
import type { Summary } from '../../../shared/inventory/summary/summary.ts';
import { takeInventory } from '../../../shared/inventory/take.ts';
import { checkImage, checkRepository } from '../../../shared/naming/check.ts';
import { compileNaming } from '../../../shared/naming/rules.ts';
import { partitionOf } from '../../../shared/registry/partition.ts';
import { cacheRules } from '../../../shared/registry/read.ts';
import { readRegistrySettings } from '../../../shared/registry/settings/registry-settings.ts';
import type { Store } from '../../../shared/runtime/store/store.ts';
import type { Session } from '../../aws/clients.ts';
import type { Progress } from '../../print/progress.ts';
import { DEFAULT_CONFIG } from '../../program/defaults.ts';

/** Takes the inventory and stores it as the nightly function does, compared with the one before. */
export function keepInventory(
  { ecr }: Session,
  store: Store,
  config: RegistryConfig,
  progress: Progress,
): Promise<Summary> {
  const names = nameCheck(config);
  return keep(ecr, { store, config: config.inventory, names, onRepository: progress.step });
}

/** Takes the inventory for a report and stores nothing, so there is none to compare with. */
export async function summarizeOnce(
  { ecr }: Session,
  config: RegistryConfig,
  progress: Progress,
): Promise<Summary> {
  const takenAt = new Date();
  const [settings, rules] = await Promise.all([readRegistrySettings(ecr), cacheRules(ecr)]);
  const names = namesSink(
    nameCheck(config),
    rules.map((rule) => rule.ecrRepositoryPrefix),
  );
  const taken = await takeInventory(ecr, { sink: names.sink, onRepository: progress.step });
  const result = { ...taken, parts: [], ...{ changes: noChanges(), naming: names.summary() } };
  const { registryId, region } = taken;
  const findings = { identity: { registryId, region }, takenAt, result, settings, rules };
  return summarize({ ...findings, previous: undefined }, config.inventory);
}

/** Where the summary and the report of a stored inventory are. */
export function placesOf(store: Store, summary: Summary): { summary: string; report: string } {
  const partition = partitionOf(summary, new Date(summary.takenAt));
  return {
    summary: store.place(summaryKey(partition)),
    report: store.place(reportKey(partition)),
  };
}

/** registry.yml; an inventory works without one, unless --config names it. */
export function configForInventory(file: string): RegistryConfig {
  const none = file === DEFAULT_CONFIG && !existsSync(file);
  return none ? parseRegistryConfig('') : loadRegistryConfig(file);
}

function nameCheck({ naming }: RegistryConfig): NameCheck {
  const compiled = compileNaming(naming);
  return {
    repository: (repository, tags) => checkRepository(compiled, repository, tags),
    image: (repository, image) => checkImage(compiled, repository, image),
  };
}

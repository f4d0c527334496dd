import {
  type ECRClient,
  GetRegistryScanningConfigurationCommand,
  PutRegistryScanningConfigurationCommand,
  type ScanFrequency,
  type ScanType,
} from '@aws-sdk/client-ecr';
import type { ChangeKind } from '../changes/kind.ts';
import type { Step } from '../changes/step.ts';
import type { RegistrySettingsConfig } from '../config/schema/schema.ts';
import { differing, isSame } from '../registry/settings/same.ts';
import { writeWhole } from './whole.ts';

/** How the registry scans: the filters of each frequency, sorted, as their order means nothing. */
export interface ScanningState {
  scanType: ScanType;
  filters: Partial<Record<ScanFrequency, readonly string[]>>;
}

export type ScanningChange = { kind: 'scanning' } & Step<ScanningState>;

/** Reads the scanning configuration, which every registry has. */
export async function observeScanning(ecr: ECRClient): Promise<ScanningState> {
  const answer = await ecr.send(new GetRegistryScanningConfigurationCommand({}));
  const { scanType = 'BASIC', rules = [] } = answer.scanningConfiguration ?? {};
  return stateOf(
    scanType,
    rules.map(({ scanFrequency, repositoryFilters = [] }) => ({
      frequency: scanFrequency,
      filters: repositoryFilters.flatMap(({ filter }) => filter ?? []),
    })),
  );
}

interface Rule {
  frequency: ScanFrequency | undefined;
  filters: readonly string[];
}

/** MANUAL is what a repository has that no rule is for, so a rule with it says nothing. */
function stateOf(scanType: ScanType, rules: readonly Rule[]): ScanningState {
  const filters: ScanningState['filters'] = {};
  for (const { frequency, filters: added } of rules) {
    if (frequency === undefined || frequency === 'MANUAL' || added.length === 0) continue;
    filters[frequency] = [...new Set([...(filters[frequency] ?? []), ...added])].sort();
  }
  return { scanType, filters };
}

export function planScanning(
  declared: NonNullable<RegistrySettingsConfig['scanning']>,
  before: ScanningState,
): ScanningChange[] {
  const rules = declared.rules.map(({ scanFrequency, repositories }) => ({
    ...{ frequency: scanFrequency, filters: repositories },
  }));
  const after = stateOf(declared.scanType, rules);
  const differences = differencesOf(before, after);
  if (differences.length === 0) return [{ kind: 'scanning', action: 'none', before }];
  const switched = before.scanType === after.scanType ? [] : [switching[after.scanType]];
  const reason = [...differences, ...switched].join('; ');
  return [{ kind: 'scanning', action: 'update', before, after, reason }];
}

const switching: Readonly<Record<ScanType, string>> = {
  BASIC: 'the findings of enhanced scans are no longer shown',
  ENHANCED: 'Amazon Inspector bills it, and the findings of basic scans are no longer shown',
};

const frequencies = ['SCAN_ON_PUSH', 'CONTINUOUS_SCAN'] as const;

function differencesOf(before: ScanningState, after: ScanningState): string[] {
  return [
    ...differing(before, after, ['scanType']),
    ...differing(before.filters, after.filters, frequencies),
  ];
}

export const scanningKind: ChangeKind<ScanningChange> = {
  nameOf: () => 'scanning',
  targetOf: () => 'the scanning configuration',
  limit: 'registry',
  canBreak: (change) => 'after' in change && loses(change),
  write: (ecr, change) =>
    writeWhole<ScanningState>(change, {
      ...{ what: 'the scanning configuration', isSame },
      current: () => observeScanning(ecr),
      put: (state) => ecr.send(new PutRegistryScanningConfigurationCommand(inputOf(state))),
    }),
  current: observeScanning,
  isSame,
};

/** Whether images are no longer scanned, or otherwise: what is only added loses nothing. */
function loses(change: ScanningChange & { after: ScanningState }): boolean {
  if (!('before' in change)) return false;
  const { before, after } = change;
  if (before.scanType !== after.scanType) return true;
  return frequencies.some((each) => {
    const kept = new Set(after.filters[each]);
    return before.filters[each]?.some((filter) => !kept.has(filter)) === true;
  });
}

function inputOf({ scanType, filters }: ScanningState) {
  const rules = frequencies.flatMap((scanFrequency) => {
    const repositoryFilters = (filters[scanFrequency] ?? []).map((filter) => ({
      ...{ filter, filterType: 'WILDCARD' as const },
    }));
    return repositoryFilters.length > 0 ? [{ scanFrequency, repositoryFilters }] : [];
  });
  return { scanType, rules };
}

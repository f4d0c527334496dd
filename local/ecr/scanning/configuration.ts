import { invalidParameter } from '../errors.ts';
import { matchesWildcard } from '../images/tag-mutability.ts';
import type { Registry } from '../model/registry.ts';
import type { Repository } from '../model/repository.ts';
import {
  frequencies,
  type ScanFrequency,
  type ScanningConfiguration,
  type ScanningFilter,
} from '../model/scanning.ts';

/** The frequencies of each type of scanning (Amazon ECR user guide, "Scan images for software vulnerabilities"). */
const frequenciesOf: Readonly<Record<ScanningConfiguration['type'], readonly ScanFrequency[]>> = {
  BASIC: ['SCAN_ON_PUSH', 'MANUAL'],
  ENHANCED: ['SCAN_ON_PUSH', 'CONTINUOUS_SCAN'],
};

/** @throws AwsError `InvalidParameterException` when a frequency does not belong to the type, or is given twice */
export function checkConfiguration({ type, rules }: ScanningConfiguration): void {
  const wanted = rules.map((rule) => rule.scanFrequency);
  if (wanted.some((it) => !frequenciesOf[type].includes(it))) {
    throw invalidParameter('rules', `scanFrequency must be one of ${frequenciesOf[type]}`);
  }
  if (new Set(wanted).size < wanted.length) {
    throw invalidParameter('rules', 'there must be one rule per scanFrequency');
  }
}

/**
 * The scan frequency of a repository, and the filters that set it. Of several, the most frequent applies; without
 * one, images are only scanned on demand. Under basic scanning, the repository's own setting counts as well.
 */
export function scanningOf(
  { scanning }: Pick<Registry, 'scanning'>,
  { name, scanOnPush }: Pick<Repository, 'name' | 'scanOnPush'>,
): { frequency: ScanFrequency; filters: ScanningFilter[] } {
  for (const frequency of frequencies) {
    const rules = scanning.rules.filter((rule) => rule.scanFrequency === frequency);
    const filters = rules.flatMap((rule) => rule.repositoryFilters).filter((it) => fits(it, name));
    const own = scanOnPush && scanning.type === 'BASIC' && frequency === 'SCAN_ON_PUSH';
    if (filters.length > 0 || own) return { frequency, filters };
  }
  return { frequency: 'MANUAL', filters: [] };
}

function fits({ filter }: ScanningFilter, repositoryName: string): boolean {
  const pattern = filter.includes('*') ? filter : `*${filter}*`;
  return matchesWildcard(pattern, repositoryName);
}

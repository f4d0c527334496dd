import type { Finding } from '../document/finding.ts';
import { asFields, type Fields, listOfFields } from '../schema/fields.ts';
import { thresholdSeverities } from '../schema/scanning.ts';

/** Scanning rules without effect, or that contradict themselves. */
export function scanningChecks(scanning: Fields): Finding[] {
  return listOfFields(scanning.rules).flatMap((rule, index) => {
    const path = ['scanning', 'rules', index];
    return [...noThreshold(rule, path), ...noQuarantine(rule, path), ...neverEnforced(rule, path)];
  });
}

function noThreshold({ fail }: Fields, path: PropertyKey[]): Finding[] {
  if (fail === undefined || Object.keys(asFields(fail)).length > 0) return [];
  const message = `needs one of ${thresholdSeverities.join(', ')}: without any, no image fails`;
  return typeof fail === 'object' && !Array.isArray(fail)
    ? [{ path: [...path, 'fail'], message }]
    : [];
}

function noQuarantine({ action, quarantineWithin }: Fields, path: PropertyKey[]): Finding[] {
  if (quarantineWithin === undefined || action === 'quarantine') return [];
  const message = 'needs action: quarantine: set that, or remove this';
  return [{ path: [...path, 'quarantineWithin'], message }];
}

function neverEnforced({ action, inUse }: Fields, path: PropertyKey[]): Finding[] {
  if (inUse !== true || action !== 'quarantine') return [];
  const message = 'an image in use is never quarantined: set action: report, or remove inUse';
  return [{ path: [...path, 'inUse'], message }];
}

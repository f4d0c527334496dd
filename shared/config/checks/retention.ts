import type { Finding } from '../document/finding.ts';
import { asFields, type Fields } from '../schema/fields.ts';

/** Rules for retention that keep nothing, or have keys without effect. */
export function retentionChecks(rules: readonly Fields[]): Finding[] {
  return rules.flatMap((rule, index) => {
    const path = ['retention', index];
    return [...keepsNothing(rule, path), ...archivesNothing(rule, path)];
  });
}

const words = ['newest', 'pushedWithin', 'pulledWithin', 'tags', 'patterns'];

function keepsNothing({ keep = {}, lostBy }: Fields, path: PropertyKey[]): Finding[] {
  if (typeof keep !== 'object' || keep === null || Array.isArray(keep)) return [];
  if (lostBy !== undefined) return [];
  const given = asFields(keep);
  const isEmpty = (value: unknown) =>
    value === undefined || (Array.isArray(value) && value.length === 0);
  if (!words.every((word) => isEmpty(given[word]))) return [];
  const message = `needs one of ${words.join(', ')}: without any, only images in use would stay`;
  return [{ path: [...path, 'keep'], message }];
}

function archivesNothing(
  { action, deleteArchivedAfterDays }: Fields,
  path: PropertyKey[],
): Finding[] {
  if (deleteArchivedAfterDays === undefined || action === 'archive') return [];
  const message = 'needs action: archive: set that, or remove this';
  return [{ path: [...path, 'deleteArchivedAfterDays'], message }];
}

import type { Deletion } from '../../../shared/use/deleted/deletion.ts';
import { paint, print } from '../print.ts';
import { timeOf } from './history.ts';

/** The most tags and users that are printed. */
const MOST_SHOWN = 5;

/** Prints a deletion in three lines: when and what, by what, and whether it was in use. */
export function printDeletion(deletion: Deletion): void {
  const { at, repository, digest, tags, action } = deletion;
  const named = tags.length > 0 ? ` (${few(tags)})` : '';
  const done = action === 'DELETE' ? 'deleted' : 'archived';
  print(`${timeOf(at)} ${paint('bold', `${repository}@${digest}`)}${named}: ${done}`);
  print(`    ${paint('dim', reasonOf(deletion))}`);
  print(`    ${useOf(deletion)}`);
}

function reasonOf({ cause, rule, ruleText, by = 'somebody' }: Deletion): string {
  switch (cause) {
    case 'lifecycle policy':
      return `by rule ${rule ?? '?'} of the lifecycle policy${ruleText ? ` (${ruleText})` : ''}`;
    case 'api call':
      return `by ${by}`;
    case 'repository deleted':
      return `with its repository, by ${by}`;
    case 'unknown':
      return 'its cause is not known: CloudTrail has no event of it';
  }
}

function useOf({ inUse, usedBy }: Deletion): string {
  if (inUse) return paint('red', `in use: ${few(usedBy)}`);
  return inUse === false ? 'not in use' : paint('yellow', 'it is not known whether it was in use');
}

function few(names: readonly string[]): string {
  const more = names.length - MOST_SHOWN;
  return [...names.slice(0, MOST_SHOWN), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

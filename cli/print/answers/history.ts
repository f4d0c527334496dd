import type { Entry } from '../../../shared/actions/audit-log.ts';
import { paint, print, type Style } from '../print.ts';

/** Prints an entry of the audit log in three lines: when and what, the result, who and its id. */
export function printEntry(entry: Entry): void {
  const { at, target, what, by, rule, id } = entry;
  const { colour, text } = resultOf(entry);
  print(`${timeOf(at)} ${paint('bold', target)}: ${what}`);
  print(`    ${paint(colour, text)}`);
  print(`    ${paint('dim', `by ${by} (rule: ${rule}), id ${id}`)}`);
}

/** `2026-11-27 09:12:03`, in UTC. */
export function timeOf(at: string): string {
  return at.slice(0, 19).replace('T', ' ');
}

function resultOf({ state, outcome, error, final }: Entry): { colour: Style; text: string } {
  switch (state) {
    case 'begun':
      return {
        colour: 'yellow',
        text: 'begun, and its result is unknown: check the registry',
      };
    case 'failed':
      return { colour: 'red', text: `failed: ${error}` };
    case 'unneeded':
      return { colour: 'green', text: `no longer needed: ${outcome}` };
    case 'done':
      return {
        colour: 'green',
        text: final ? `${outcome}, and cannot be undone: ${final}` : `${outcome}`,
      };
  }
}

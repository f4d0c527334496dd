import { createHash } from 'node:crypto';
import type { Alert } from '../../alerts/alert.ts';
import type { Capability } from '../action.ts';
import { minuteOf, type Pause } from './permits.ts';

/** Half an hour less than a day: the hourly run of the same time on the next day sends it again. */
const WINDOW_SECONDS = 84_600;

/** One alert on all that is paused, each day while it lasts, and at once when something else is paused; or none. */
export function pausedAlerts(pauses: ReadonlyMap<Capability, Pause>): Alert[] {
  if (pauses.size === 0) return [];
  const names = [...pauses.keys()];
  const [only] = names;
  const [first = ''] = [...pauses.values()].map(({ at }) => at).toSorted();
  const occasion = createHash('sha256')
    .update(JSON.stringify([...pauses]))
    .digest('hex');
  return [
    {
      kind: 'steward.paused',
      cause: {
        ...{ id: 'steward/paused', windowSeconds: WINDOW_SECONDS },
        occasion: occasion.slice(0, 16),
      },
      title:
        names.length === 1
          ? `${only} is paused: none of its rules is enforced`
          : `${listed(names)} are paused: none of their rules is enforced`,
      where: { text: 'the rules of registry.yml' },
      severity: 'warning',
      stands: true,
      since: first,
      what: linesOf(pauses),
      todo: [
        'Check whether the reason still holds',
        `To enforce the rules again: npx ecr-steward resume${names.length === 1 ? ` ${only}` : ''}`,
      ],
    },
  ];
}

/** A line for each pause: what was paused together is in one. */
function linesOf(pauses: ReadonlyMap<Capability, Pause>): string[] {
  const together = Map.groupBy(pauses, ([, { by, at, reason }]) =>
    JSON.stringify([by, at, reason]),
  );
  return [...together.values()].flatMap((those) => {
    const [first] = those;
    if (first === undefined) return [];
    const [, { by, at, reason }] = first;
    return `${listed(those.map(([name]) => name))}: paused by ${by} since ${minuteOf(at)}: ${reason}`;
  });
}

function listed(names: readonly string[]): string {
  return new Intl.ListFormat('en').format(names);
}

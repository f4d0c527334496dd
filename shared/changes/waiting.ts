import type { Alert, AlertKind } from '../alerts/alert.ts';
import type { Result } from './apply.ts';

/** Seconds after which changes that wait to be allowed are reported again. */
const WEEK = 604_800;

/** More changes that wait are counted, not listed. */
const MOST_LISTED = 100;

/** Changes that wait to be allowed, or for the end of a pause: short, and as JSON. */
export interface Waiting {
  count: number;
  isPaused: boolean;
  /** Why, each reason once. */
  why: string[];
  /** The first ones, each in a line. */
  what: string[];
}

/** Empty where none waits. */
export function waitingOf<Change extends Result>(
  changes: readonly Change[],
  describe: (change: Change) => string,
): Waiting[] {
  const waiting = changes.filter(({ outcome }) => outcome === 'observed');
  if (waiting.length === 0) return [];
  return [
    {
      count: waiting.length,
      isPaused: waiting.some(({ paused }) => paused),
      why: [...new Set(waiting.flatMap(({ why }) => why ?? []))],
      what: waiting.slice(0, MOST_LISTED).map(describe),
    },
  ];
}

/** The words of an alert on what waits. */
export interface WaitingWords {
  kind: AlertKind;
  /** The capability: `allow <name>`, `resume <name>`. */
  capability: string;
  /** In the title: `the cache`. */
  of: string;
  /** Where it is: `the cache rules`. */
  place: string;
}

/** All changes that wait, in one alert. */
export function waitingAlert(
  parts: readonly Waiting[],
  { kind, capability, of, place }: WaitingWords,
): Alert[] {
  if (parts.length === 0) return [];
  const all = parts.reduce((sum, { count }) => sum + count, 0);
  const count = all === 1 ? '1 change' : `${all} changes`;
  const isPaused = parts.some((part) => part.isPaused);
  const listed = parts.flatMap(({ what }) => what).slice(0, MOST_LISTED);
  const more = all - listed.length;
  return [
    {
      kind,
      cause: { id: `${capability}/observed`, windowSeconds: WEEK },
      title: `${count} of ${of} ${all === 1 ? 'waits' : 'wait'} ${isPaused ? `as ${of} is paused` : 'to be allowed'}`,
      where: { text: place },
      severity: 'warning',
      stands: true,
      what: [
        ...new Set(parts.flatMap(({ why }) => why)),
        ...listed,
        ...(more > 0 ? [`and ${more} more`] : []),
      ],
      todo: [
        'Review them: npx ecr-steward plan',
        isPaused
          ? `Then have them made: npx ecr-steward resume ${capability}`
          : `Then allow them: npx ecr-steward allow ${capability}`,
      ],
    },
  ];
}

import type { Alert, AlertKind } from '../alerts/alert.ts';
import { type LimitedKind, limitedKinds } from '../config/schema/limited-kinds.ts';
import type { Capability } from './action.ts';

/** An action that a limit holds back. */
export interface Held {
  kind: LimitedKind;
  per: 'run' | 'day';
  most: number;
  used: number;
}

/** What a limit holds back in a run, or in a part of it: short, and as JSON. */
export interface HeldBack {
  /** The last one. */
  held: Held;
  count: number;
  /** How many repositories it concerns. */
  repositories: number;
  /** One of these. */
  repository?: string;
  /** The first ones, each in a line. */
  what: string[];
}

/** Seconds until the alert on a limit is sent again. */
const WINDOW_SECONDS = 86_400;

/** More are counted, not listed. */
const MOST_LISTED = 100;

/** One alert for all that a limit holds back in a run: how many, why, and how to allow them. */
export function heldAlerts(
  capability: Capability,
  found: readonly { held: Held; what: string; repository?: string }[],
): Alert[] {
  return heldBackAlerts(capability, heldBack(found));
}

/** What was held back, by the limit. */
export function heldBack(
  found: readonly { held: Held; what: string; repository?: string }[],
): HeldBack[] {
  const byKind = Map.groupBy(found, ({ held }) => held.kind);
  return [...byKind.values()].flatMap((those) => {
    const held = those.at(-1)?.held;
    const repositories = new Set(those.flatMap(({ repository }) => repository ?? []));
    const [repository] = repositories;
    const what = those.slice(0, MOST_LISTED).map((it) => it.what);
    const base = { count: those.length, repositories: repositories.size, what };
    return held ? { held, ...base, ...(repository !== undefined && { repository }) } : [];
  });
}

/** The same for the parts of a run, which have no repository in common. */
export function heldBackAlerts(capability: Capability, parts: readonly HeldBack[]): Alert[] {
  const byKind = Map.groupBy(parts, ({ held }) => held.kind);
  return [...byKind.values()].flatMap(([first, ...others]) =>
    first ? heldAlert(capability, others.reduce(together, first)) : [],
  );
}

function together(one: HeldBack, other: HeldBack): HeldBack {
  return {
    ...{ ...one, ...other },
    count: one.count + other.count,
    repositories: one.repositories + other.repositories,
    what: [...one.what, ...other.what].slice(0, MOST_LISTED),
  };
}

function heldAlert(capability: Capability, of: HeldBack): Alert {
  const { held, count, repositories, repository, what } = of;
  const { kind } = held;
  const place =
    repositories === 1 && repository !== undefined
      ? { text: repository, repository }
      : { text: repositories === 0 ? 'the registry' : `${repositories} repositories` };
  const more = count - what.length;
  return {
    kind: `${capability}.held` satisfies AlertKind,
    cause: { id: `${capability}/held/${kind}`, windowSeconds: WINDOW_SECONDS },
    title: `${count} held back by limits.${kind}`,
    where: place,
    severity: 'error',
    stands: true,
    what: [boundOf(held), ...what, ...(more > 0 ? [`and ${more} more`] : [])],
    todo: [
      'Check whether the rule is right that so many have to change',
      `To allow more at once, raise limits.${kind} in registry.yml and deploy it. ` +
        'What the limit of a day holds back is done on the next day',
    ],
  };
}

/** `limits.delete allows 10 per run (tags that are deleted), and 10 are used up`. */
export function boundOf({ kind, per, most, used }: Held): string {
  const verb = used === 1 ? 'is' : 'are';
  return `limits.${kind} allows ${most} per ${per} (${limitedKinds[kind]}), and ${used} ${verb} used up`;
}

import type { Alert, AlertKind } from '../alerts/alert.ts';
import { type LimitedKind, limitedKinds } from '../config/schema/limited-kinds.ts';
import type { Capability } from './action.ts';

/** Those with actions that are limited. */
type LimitedCapability = Exclude<Capability, 'usage'>;

/** An action that a limit holds back. */
export interface Held {
  kind: LimitedKind;
  per: 'run' | 'day';
  most: number;
  used: number;
}

/** An action that is held back, with its line in the alert. */
export interface HeldAction {
  held: Held;
  what: string;
  repository?: string;
}

/** What one limit holds back in a part of a run, as JSON: how many, and some of them. */
export interface HeldPart {
  /** The last one: it knows best how much is used up. */
  held: Held;
  count: number;
  /** The first lines. */
  what: readonly string[];
  repositories: number;
  /** Its name, where it is one alone. */
  repository?: string;
}

/** Seconds until the alert on a limit is sent again. */
const WINDOW_SECONDS = 86_400;

/** Lines of an alert; it counts the others. */
const MOST_LINES = 50;

/** One alert for all that a limit holds back in a run: how many, why, and how to allow them. */
export function heldAlerts(capability: LimitedCapability, found: readonly HeldAction[]): Alert[] {
  return heldAlertsOf(capability, heldParts(found));
}

/** What a part of a run carries for `heldAlertsOf`: one entry per limit. */
export function heldParts(found: readonly HeldAction[]): HeldPart[] {
  return [...Map.groupBy(found, ({ held }) => held.kind).values()].flatMap((those) => {
    const last = those.at(-1);
    if (last === undefined) return [];
    const repositories = new Set(those.flatMap(({ repository }) => repository ?? []));
    const [only] = repositories;
    return {
      held: last.held,
      count: those.length,
      what: those.slice(0, MOST_LINES).map(({ what }) => what),
      repositories: repositories.size,
      ...(repositories.size === 1 && only !== undefined && { repository: only }),
    };
  });
}

/** The alerts of a run from all of its parts, which have different repositories. */
export function heldAlertsOf(capability: LimitedCapability, parts: readonly HeldPart[]): Alert[] {
  const byKind = Map.groupBy(parts, ({ held }) => held.kind);
  return [...byKind.values()].flatMap((those) => {
    const all = those.reduce(together);
    return heldAlert(capability, all);
  });
}

/** Two parts as one: for a run that has more of them than should be kept. */
export function together(first: HeldPart, second: HeldPart): HeldPart {
  const repositories = first.repositories + second.repositories;
  const only = first.repository ?? second.repository;
  return {
    held: second.held,
    count: first.count + second.count,
    what: [...first.what, ...second.what].slice(0, MOST_LINES),
    repositories,
    ...(repositories === 1 && only !== undefined && { repository: only }),
  };
}

function heldAlert(capability: LimitedCapability, part: HeldPart): Alert {
  const { held, count, what, repositories, repository } = part;
  const place =
    repository === undefined
      ? { text: repositories === 0 ? 'the registry' : `${repositories} repositories` }
      : { text: repository, repository };
  const more = count - what.length;
  return {
    kind: `${capability}.held` satisfies AlertKind,
    cause: { id: `${capability}/held/${held.kind}`, windowSeconds: WINDOW_SECONDS },
    title: `${count} held back by limits.${held.kind}`,
    where: place,
    severity: 'error',
    stands: true,
    what: [boundOf(held), ...what, ...(more > 0 ? [`and ${more} more`] : [])],
    todo: [
      'Check whether the rule is right that so many have to change',
      `To allow more at once, raise limits.${held.kind} in registry.yml and deploy it. ` +
        'What the limit of a day holds back is done on the next day',
    ],
  };
}

/** `limits.delete allows 10 per run (tags that are deleted), and 10 are used up`. */
export function boundOf({ kind, per, most, used }: Held): string {
  const verb = used === 1 ? 'is' : 'are';
  return `limits.${kind} allows ${most} per ${per} (${limitedKinds[kind]}), and ${used} ${verb} used up`;
}

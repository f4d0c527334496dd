import type { Alert, AlertKind } from '../alerts/alert.ts';
import { type LimitedKind, limitedKinds } from '../config/schema/limited-kinds.ts';
import type { Capability } from './action.ts';

/** What a limit has no room for. */
export interface Held {
  kind: LimitedKind;
  per: 'run' | 'day';
  most: number;
  used: number;
}

/** Seconds after which people are told again of what a limit holds back. */
const WINDOW_SECONDS = 86_400;

/** One alert for all that a limit holds back in a run: how many, why, and how to let them through. */
export function heldAlerts(
  capability: Capability,
  found: readonly { held: Held; what: string; repository?: string }[],
): Alert[] {
  return [...Map.groupBy(found, ({ held }) => held.kind)].map(([kind, those]) =>
    heldAlert(capability, kind, those),
  );
}

function heldAlert(
  capability: Capability,
  kind: LimitedKind,
  found: readonly { held: Held; what: string; repository?: string }[],
): Alert {
  const repositories = new Set(found.flatMap(({ repository }) => repository ?? []));
  const [only] = repositories;
  const last = found.at(-1)?.held;
  const place =
    repositories.size === 1 && only !== undefined
      ? { text: only, repository: only }
      : { text: repositories.size === 0 ? 'the registry' : `${repositories.size} repositories` };
  return {
    kind: `${capability}.held` satisfies AlertKind,
    cause: { id: `${capability}/held/${kind}`, windowSeconds: WINDOW_SECONDS },
    title: `${found.length} held back by limits.${kind}`,
    where: place,
    severity: 'error',
    stands: true,
    what: [...(last ? [boundOf(last)] : []), ...found.map(({ what }) => what)],
    todo: [
      'See whether so many are wrong, or the rule is',
      `To let more through, raise limits.${kind} in registry.yml and deploy it; ` +
        'what a day has no room for comes the next day by itself',
    ],
  };
}

/** `One run may have 10 tags that are replaced by a quarantine tag, and has had 10`. */
export function boundOf({ kind, per, most, used }: Held): string {
  return `One ${per} may have ${most} of ${limitedKinds[kind]}, and has had ${used} (limits.${kind})`;
}

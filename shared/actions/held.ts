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

/** Seconds until the alert on a limit is sent again. */
const WINDOW_SECONDS = 86_400;

/** One alert for all that a limit holds back in a run: how many, why, and how to allow them. */
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

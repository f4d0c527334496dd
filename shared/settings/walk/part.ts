import { type HeldPart, heldParts } from '../../actions/held.ts';
import { type UnreadRepository, unread } from '../../walk/unread.ts';
import { heldOf } from '../alert.ts';
import { countOutcomes, type Outcome } from '../apply.ts';
import type { Reaction } from '../react.ts';

type Outcomes = { [outcome in Outcome]?: number };

/** What a slice of a walk leaves for the end of it, as JSON. */
export interface SettingsPart {
  checked: number;
  governed: number;
  outcomes: Outcomes;
  /** The ids of the causes of the alerts that stand. */
  standing: string[];
  /** Repositories whose settings could not be read. */
  unread: UnreadRepository[];
  held: HeldPart[];
}

export function partOf({ plan, applied, found }: Reaction): SettingsPart {
  const { repositories, governed } = plan.checked;
  return {
    ...{ checked: repositories.length, governed },
    outcomes: countOutcomes(applied),
    standing: found.filter(({ stands }) => stands).map(({ cause }) => cause.id),
    unread: plan.unread.map((it) => unread(it.repository, it.error)),
    held: heldParts(heldOf(applied)),
  };
}

export async function sumOf(parts: AsyncIterable<SettingsPart>): Promise<SettingsPart> {
  const sum: SettingsPart = {
    ...{ checked: 0, governed: 0, outcomes: {} },
    ...{ standing: [], unread: [], held: [] },
  };
  for await (const part of parts) {
    sum.checked += part.checked;
    sum.governed += part.governed;
    for (const outcome of Object.keys(part.outcomes) as Outcome[]) {
      sum.outcomes[outcome] = (sum.outcomes[outcome] ?? 0) + (part.outcomes[outcome] ?? 0);
    }
    sum.standing.push(...part.standing);
    sum.unread.push(...part.unread);
    sum.held.push(...part.held);
  }
  return sum;
}

import { type HeldPart, heldAlertsOf, together } from '../../actions/held.ts';
import { notifyUnsent } from '../../actions/unsent.ts';
import { logger } from '../../runtime/logger.ts';
import { count } from '../../runtime/metrics.ts';
import type { Done, Walked } from '../../walk/visitor.ts';
import { standingKinds } from '../alert.ts';
import { add, type Checked, nothing } from '../collect.ts';
import { actionCounts, type Outcome, type OutcomeCounts } from '../enforce.ts';
import type { DueRun } from '../on-due.ts';
import type { NamingPart } from './part.ts';
import { notifyNames } from './repository-names.ts';

/** What the walk gives the visitor: its `ecr` comes with each slice. */
export type NamingWalk = Omit<DueRun, 'ecr'>;

/** All parts as one. */
interface Whole {
  checked: Checked;
  outcomes: OutcomeCounts;
  suggested: string[];
  held: HeldPart[];
  standing: string[];
  incomplete: Set<string>;
}

/** Reports names of repositories and what limits hold back, and resolves the alerts on what is valid again. */
export async function doneWith(
  with_: NamingWalk,
  walked: Walked<NamingPart, unknown>,
): Promise<Done> {
  const { notifier, ledger, naming } = with_;
  const whole = await wholeOf(walked);
  const ofNames = await notifyNames({ ecr: walked.ecr, naming, notifier }, whole.suggested);
  const held = heldAlertsOf('naming', whole.held);
  await notifier.notify(held);
  const standing = [...whole.standing, ...ofNames, ...held.map(({ cause }) => cause.id)];
  const found = standing.map((id) => ({ cause: { id, windowSeconds: 0 } }));
  await notifier.resolve(coveredBy(walked, whole), found);
  await notifyUnsent(ledger, notifier.notify, 'naming');
  const { checked } = whole;
  const reported = (whole.outcomes.reported ?? 0) + whole.suggested.length;
  const outcomes = { ...whole.outcomes, ...(reported > 0 && { reported }) };
  logger.info('Names checked', { checked, outcomes });
  const all = Object.values(outcomes).reduce((sum, each) => sum + each, 0);
  count({ WrongNames: all, ...actionCounts(outcomes) });
  return { result: { checked, outcomes } };
}

function coveredBy(walked: Walked<NamingPart, unknown>, { incomplete }: Whole) {
  const covers = ({ repository }: { repository?: string }, kind: string) => {
    // What a limit holds back may be anywhere, also where the alert names one repository.
    if (kind === 'naming.held') return walked.hasSeen(undefined) && incomplete.size === 0;
    return walked.hasSeen(repository) && !(repository && incomplete.has(repository));
  };
  return { kinds: standingKinds, began: walked.began, covers };
}

async function wholeOf(walked: Walked<NamingPart, unknown>): Promise<Whole> {
  const whole: Whole = {
    ...{ checked: nothing(), outcomes: {}, suggested: [], held: [], standing: [] },
    incomplete: new Set(),
  };
  for await (const part of walked.parts()) {
    add(whole.checked, part.checked);
    for (const [outcome, number] of Object.entries(part.outcomes) as [Outcome, number][]) {
      whole.outcomes[outcome] = (whole.outcomes[outcome] ?? 0) + number;
    }
    whole.suggested.push(...part.suggested);
    whole.held = withPart(whole.held, part.held);
    for (const id of part.standing) whole.standing.push(id);
    for (const name of part.incomplete) whole.incomplete.add(name);
  }
  return whole;
}

/** One for each limit, however many parts there are. */
function withPart(held: readonly HeldPart[], more: readonly HeldPart[]): HeldPart[] {
  const byKind = Map.groupBy([...held, ...more], (it) => it.held.kind);
  return [...byKind.values()].map((those) => those.reduce(together));
}

import pMap from 'p-map';
import { type Due, doneDue, noteAllDue } from '../../actions/due.ts';
import { each } from '../../alerts/each.ts';
import { needingLedger } from '../../alerts/ledger/unreachable.ts';
import { isOfRepository } from '../../walk/unread.ts';
import { add, nothing } from '../collect.ts';
import type { Enforced } from '../enforce.ts';
import { type NamingPlan, planForImages } from '../plan.ts';
import { type Reacting, react } from '../react.ts';
import { dueLater, imageKey } from './later.ts';

/** A check of some images that are due. */
export interface Look {
  due: readonly Due[];
  enforced: readonly Enforced[];
  /** What could not be read, by repository. */
  unread: readonly { due: readonly Due[]; error: Error }[];
}

export interface LookOptions {
  /** The number of tags that a percentage of limits refers to, if it is known. */
  tags: number | undefined;
  /** Milliseconds since 1970: no action is begun after it. */
  until: number;
  /** The prefixes of all cache rules. */
  prefixes: () => Promise<readonly string[]>;
}

const REPOSITORIES_AT_A_TIME = 8;

/** Until a deletion is tried again that has to know how many tags there are: a walk has counted them by then. */
const LEFT_MS = 86_400_000;

/** Checks the images, reacts to what is invalid, and ends what is no longer due. */
export async function lookAt(
  with_: Reacting,
  due: readonly Due[],
  { tags, until, prefixes }: LookOptions,
): Promise<Look> {
  const { ecr, naming, notifier, ledger } = with_;
  const plan: NamingPlan = { checked: nothing(), violations: [] };
  if (tags !== undefined) plan.of = tags;
  const unread: { due: readonly Due[]; error: Error }[] = [];
  const read = async ([repositoryName, those]: readonly [string, Due[]]) => {
    const digests = those.map(({ digest }) => digest);
    try {
      const found = await planForImages(ecr, naming, { repositoryName, digests }, prefixes);
      add(plan.checked, found.checked);
      plan.violations.push(...found.violations);
    } catch (error) {
      if (!isOfRepository(error)) throw error;
      unread.push({ due: those, error });
    }
  };
  const byRepository = Map.groupBy(due, ({ repository }) => repository);
  await pMap(byRepository, read, { concurrency: REPOSITORIES_AT_A_TIME });
  const leftUntil = new Date(Date.now() + LEFT_MS);
  const look = { due, enforced: await react(with_, plan, { until, leftUntil }), unread };
  await needingLedger(notifier, () => settle(ledger, look));
  return look;
}

/** What could not be read is due again, after all that has been due for longer. */
async function settle(ledger: Reacting['ledger'], look: Look): Promise<void> {
  const now = new Date();
  const again = look.unread.flatMap(({ due }) => due.map((it) => ({ ...it, dueAt: now })));
  await noteAllDue(ledger, again);
  const later = new Set([...again, ...dueLater(look.enforced, now)].map(imageKey));
  const done = look.due.filter((it) => !later.has(imageKey(it)));
  await each(done, async (it) => void (await doneDue(ledger, it)));
}

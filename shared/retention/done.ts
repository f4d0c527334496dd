import { heldAlertsOf } from '../actions/held.ts';
import { notifyUnsent } from '../actions/unsent.ts';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import type { Notifier } from '../alerts/notifier.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import type { Done, Walked } from '../walk/visitor.ts';
import { added, noPart, type RetentionPart } from './part.ts';
import { sourceAlerts } from './source/trouble.ts';

/** Reports what limits hold back, and resolves what no longer stands. */
export async function doneWith(
  { notifier, ledger }: { notifier: Pick<Notifier, 'notify' | 'resolve'>; ledger: Ledger },
  walked: Walked<RetentionPart>,
): Promise<Done> {
  let whole = noPart();
  for await (const part of walked.parts()) whole = added(whole, part);
  const { held: parts, sources, standing, late, ...result } = whole;
  const ofAll = [...heldAlertsOf('retention', parts), ...sourceAlerts(sources)];
  await notifier.notify(ofAll);
  const found = [...standing, ...ofAll.map(({ cause }) => cause.id)].map((id) => ({
    cause: { id, windowSeconds: 0 },
  }));
  const unfinished = new Set(late);
  await notifier.resolve(
    {
      kinds: ['retention.failed', 'retention.held', 'retention.source'],
      began: walked.began,
      covers: ({ repository }, kind) =>
        kind === 'retention.failed'
          ? walked.hasSeen(repository) && !(repository && unfinished.has(repository))
          : walked.hasSeen(undefined) && unfinished.size === 0,
    },
    found,
  );
  await notifyUnsent(ledger, notifier.notify, 'retention');
  logger.info('Retention', { ...result });
  const { archived = 0, deleted = 0, held: over = 0, observed = 0, failed = 0 } = whole.outcomes;
  count({
    ...{ ActsDone: archived + deleted, ActsHeld: over },
    ...{ ActsObserved: observed, ActsFailed: failed },
  });
  return { result };
}

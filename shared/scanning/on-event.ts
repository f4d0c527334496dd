import { heldAlerts } from '../actions/held.ts';
import { lookOnce } from '../alerts/ledger/look-once.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { notifyingDenied } from './denied.ts';
import { type EventScope, lookKey, type ScanEvent, scopesOf } from './events.ts';
import { planForImage } from './plan.ts';
import { actionCounts, type Reacting, type Reporting, react, throwIfFailed } from './react.ts';

export interface OnScan {
  with_: Reacting;
  to: Reporting;
  /** A burst of events of one image within so many seconds causes one check. */
  gatherSeconds: number;
}

/** How many tags of an image are logged. */
const MOST_LOGGED = 100;

/** Reads the findings of the images of an event, and compares them with the rules. */
export async function onScanEvent(on: OnScan, event: ScanEvent): Promise<{ results: object[] }> {
  return { results: await Promise.all(scopesOf(event).map((scope) => onImage(on, scope))) };
}

async function onImage(on: OnScan, scope: EventScope): Promise<object> {
  const { repositoryName, imageId, burst } = scope;
  if (on.with_.scanning.ruleFor(repositoryName) === undefined)
    return { repositoryName, rule: 'none' };
  const look = () => lookAndReact(on, scope);
  if (!burst) return look();
  const done = await lookOnce(on.to.ledger, lookKey(scope), on.gatherSeconds, look);
  return done ?? { repositoryName, imageId, gathered: true };
}

async function lookAndReact({ with_, to }: OnScan, scope: EventScope) {
  const { repositoryName, imageId } = scope;
  const plan = await notifyingDenied(to.notifier, () =>
    planForImage(with_.ecr, with_.scanning, scope, with_.uses),
  );
  const reaction = await react(with_, to, plan);
  const failed = plan.failures.length > 0;
  const unknown = plan.unknown[0]?.status;
  const { tags } = reaction;
  const held = await to.notifier.notify(heldAlerts('scanning', reaction.held));
  const notified = reaction.notified + held;
  const { pending } = plan;
  const all = { failed, unknown, pending, notified, tags: tags.slice(0, MOST_LOGGED) };
  logger.info('Scan checked', { repositoryName, imageId, ...all });
  count({ FailedScans: plan.failures.length, ...actionCounts(reaction) });
  throwIfFailed(reaction);
  const state = { ...(unknown && { unknown }), ...(pending > 0 && { pending: true }) };
  return { repositoryName, imageId, failed, ...state, notified, tags };
}

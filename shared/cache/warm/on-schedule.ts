import type { ECRClient } from '@aws-sdk/client-ecr';
import { permitsOfRun } from '../../actions/permits/permits.ts';
import type { Ledger } from '../../alerts/ledger/ledger.ts';
import { needingLedger } from '../../alerts/ledger/unreachable.ts';
import type { Notifier } from '../../alerts/notifier.ts';
import type { RegistryConfig } from '../../config/schema/schema.ts';
import { upstreamAddress } from '../../runtime/environment.ts';
import { logger } from '../../runtime/logger.ts';
import { count } from '../../runtime/metrics.ts';
import { coveredByWarm, warmAlerts } from './alert.ts';
import { observeAndPlanWarming } from './observe.ts';
import type { TimeLeft } from './registry-http.ts';
import { countOutcomes, warm } from './run.ts';

/** How many images that are not warm are logged. */
const MOST_LOGGED = 100;

export interface Warming {
  notifier: Pick<Notifier, 'notify' | 'resolve' | 'notifyLedgerUnreachable'>;
  /** Says whether the cache is paused: then nothing is imported, nor where that cannot be read. */
  ledger: Ledger;
  timeLeft: TimeLeft;
}

/** Has ECR import what registry.yml declares for the cache, and sends alerts on what failed, once per cause. */
export async function onSchedule(
  ecr: ECRClient,
  { notifier, ledger, timeLeft }: Warming,
  declared: RegistryConfig['pullThroughCache'],
): Promise<ReturnType<typeof countOutcomes>> {
  const began = new Date();
  const options = { timeLeft, addressOf: upstreamAddress };
  const plan = await observeAndPlanWarming(ecr, declared, options);
  const permits = permitsOfRun(ledger, () => new Date());
  const isPaused = async () =>
    (await needingLedger(notifier, () => permits('cache'))).paused !== undefined;
  const images = await warm(ecr, plan, { timeLeft, isPaused });
  const counts = countOutcomes(images);
  const notWarm = images.filter(({ outcome }) => outcome === 'failed' || outcome === 'skipped');
  logger.info('Cache warmed', { ...counts, notWarm: notWarm.slice(0, MOST_LOGGED) });
  count({
    ImagesWarm: counts.warm,
    ImagesWarmed: counts.warmed,
    ImagesNotWarmed: counts.failed,
    ImagesWarmSkipped: counts.skipped,
  });
  const found = warmAlerts(images);
  await notifier.notify(found);
  await notifier.resolve(coveredByWarm(images, began), found);
  return counts;
}

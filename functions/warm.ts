import { ECRClient } from '@aws-sdk/client-ecr';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { ownersIn } from '../shared/alerts/owners.ts';
import { peopleOf } from '../shared/alerts/people.ts';
import { warmAlerts, warmSweep } from '../shared/cache/warm/alert.ts';
import { observeAndPlanWarming } from '../shared/cache/warm/observe.ts';
import { countOutcomes, warm } from '../shared/cache/warm/run.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { upstreamAddress } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const ecr = paced(new ECRClient(clientDefaults));
const people = peopleOf(config.alerts, ownersIn(ecr));

/** The schedule's input holds nothing that is needed: the scope is all that registry.yml wants warm. */
const anyEvent = z.looseObject({});

/** Has ECR import what registry.yml wants in the cache, and tells people what cannot be, once per cause. */
export const handler = wrap(anyEvent, async (_, context) => {
  const { tell, settle } = people();
  const began = new Date();
  const timeLeft = () => context.getRemainingTimeInMillis();
  const options = { timeLeft, addressOf: upstreamAddress };
  const plan = await observeAndPlanWarming(ecr, config.pullThroughCache, options);
  const images = await warm(ecr, plan, { timeLeft });
  const counts = countOutcomes(images);
  const notWarm = images.filter(({ outcome }) => outcome === 'failed' || outcome === 'skipped');
  logger.info('Cache warmed', { ...counts, notWarm: notWarm.slice(0, 100) });
  count({
    ImagesWarm: counts.warm,
    ImagesWarmed: counts.warmed,
    ImagesNotWarmed: counts.failed,
    ImagesWarmSkipped: counts.skipped,
  });
  const found = warmAlerts(images);
  await tell(found);
  await settle(warmSweep(images, began), found);
  return counts;
});

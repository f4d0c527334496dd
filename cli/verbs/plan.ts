import { type CachePlan, hasChanges } from '../../shared/cache/change.ts';
import { observeWhole } from '../../shared/cache/observe.ts';
import { planCache } from '../../shared/cache/plan.ts';
import { previewCache } from '../../shared/cache/repositories/preview.ts';
import type { RegistryConfig } from '../../shared/config/schema/schema.ts';
import type { Session } from '../aws/clients.ts';
import { printObserving } from '../aws/observing.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import { stewardOf } from '../aws/steward.ts';
import { useOf } from '../aws/use.ts';
import { planMarkdown } from '../print/markdown/plan.ts';
import { changeJson, printPlan } from '../print/plan.ts';
import { rowOf } from '../print/plan-texts.ts';
import { printJson, printWhole } from '../print/print.ts';
import { loadConfig } from '../program/config.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import type { FormatOptions } from '../program/format.ts';

export type PlanOptions = GlobalOptions & FormatOptions<'text' | 'json' | 'markdown'>;

/**
 * `ecr-steward plan`: prints what apply would change.
 *
 * @throws OwnedByOtherError
 */
export function plan(options: PlanOptions): Promise<ExitCode> {
  const config = loadConfig(options);
  return withSession({ ...options, limits: config.limits }, async (session) => {
    const { ledger } = await stewardOf(session, options);
    const planned = await observeAndPlan(session, config);
    if (options.json) printJson({ changes: planned.changes.map(changeJson) });
    else if (options.format === 'markdown') {
      printWhole(planMarkdown(planned.changes.map(rowOf), options));
    } else printPlan(planned, options);
    await printObserving(session, options, { capability: 'cache', config, ledger });
    return hasChanges(planned) ? exitCodes.found : exitCodes.done;
  });
}

export async function observeAndPlan(
  session: Session,
  config: Pick<RegistryConfig, 'pullThroughCache' | 'use'>,
): Promise<CachePlan> {
  const { pullThroughCache: declared } = config;
  if (session.dryRun) {
    const { assumeSecrets } = await import('../aws/dry-run.ts');
    await assumeSecrets(session.secretsManager, declared);
  }
  const planned = planCache(declared, await observeWhole(session, declared));
  return previewCache(session.ecr, planned, useOf(session, config));
}

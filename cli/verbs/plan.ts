import type { Ledger } from '../../shared/alerts/ledger/ledger.ts';
import { isToBeMade } from '../../shared/changes/step.ts';
import type { RegistryConfig } from '../../shared/config/schema/schema.ts';
import { knownPlan } from '../../shared/steward/declared/known.ts';
import {
  changesOf,
  type DeclaredPlan,
  declaring,
  planDeclared,
} from '../../shared/steward/declared/plan.ts';
import type { Session } from '../aws/clients.ts';
import { printObserving } from '../aws/observing.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import { stewardOf } from '../aws/steward.ts';
import { useOf } from '../aws/use.ts';
import { changeJson, printPlan } from '../print/answers/plan.ts';
import { rowOf } from '../print/answers/plan-texts.ts';
import { planMarkdown } from '../print/markdown/plan.ts';
import { printNotKnown } from '../print/not-known.ts';
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
    const changes = changesOf(await observeAndPlan(session, config, ledger));
    if (options.json) printJson({ changes: changes.map(changeJson) });
    else if (options.format === 'markdown') printWhole(planMarkdown(changes.map(rowOf), options));
    else printPlan(changes, options);
    for (const capability of declaring) {
      await printObserving(session, options, { capability, config, ledger });
    }
    return changes.some(isToBeMade) ? exitCodes.found : exitCodes.done;
  });
}

export async function observeAndPlan(
  session: Session,
  config: RegistryConfig,
  ledger: Ledger | undefined,
): Promise<DeclaredPlan> {
  if (session.dryRun) {
    const { assumeSecrets } = await import('../aws/dry-run.ts');
    await assumeSecrets(session.secretsManager, config.pullThroughCache);
  }
  const { ecr, secretsManager } = session;
  const use = useOf(session, config);
  const whole = await planDeclared({ ecr, secretsManager, ledger, use }, config);
  if (session.unknown === undefined) return whole;
  const { plan, notKnown } = knownPlan(whole, session.unknown);
  printNotKnown(notKnown, 'whether it is as declared is not known');
  return plan;
}

import { declaredPrefixes } from '../../shared/config/schema/prefix.ts';
import { planForRegistry } from '../../shared/unused-repositories/plan-registry.ts';
import { printObserving } from '../aws/observing.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import { usesOf } from '../aws/uses.ts';
import { printUndeclared } from '../print/answers/undeclared.ts';
import { isFound, printUnused, unusedJson } from '../print/answers/unused.ts';
import { printJson } from '../print/print.ts';
import { startProgress } from '../print/progress.ts';
import { loadConfig } from '../program/config.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import { namesFor } from '../program/repositories.ts';

/** `ecr-steward unused [repository...]`: lists the repositories that nobody uses, by the rules of registry.yml. */
export async function unused(names: string[], options: GlobalOptions): Promise<ExitCode> {
  const config = loadConfig(options);
  const { unusedRepositories: rules = [], use, inventory, alerts } = config;
  if (printUndeclared(options, 'unusedRepositories', rules)) return exitCodes.done;
  const cachePrefixes = declaredPrefixes(config);
  return withSession({ ...options, limits: config.limits }, async (session) => {
    const named = await namesFor(session.ecr, names);
    const progress = startProgress('repositories read:');
    const uses = await usesOf(session, { use });
    const scope = { names: named, rules, cachePrefixes, uses, onRepository: progress.step };
    const plan = await planForRegistry(session.ecr, scope).finally(progress.end);
    const shown = { prices: inventory.prices, ownerTag: alerts.ownerTag };
    if (options.json) printJson(unusedJson(plan, shown));
    else printUnused(plan, shown);
    await printObserving(session, options, { capability: 'unused-repositories', config });
    if (plan.unread.length > 0) return exitCodes.error;
    return plan.judged.some(isFound) ? exitCodes.found : exitCodes.done;
  });
}

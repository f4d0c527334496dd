import { declaredPrefixes } from '../../shared/config/schema/prefix.ts';
import { planForRegistry } from '../../shared/naming/plan.ts';
import { compileNaming } from '../../shared/naming/rules.ts';
import { printObserving } from '../aws/observing.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import type { WhilePausedOption } from '../aws/steward.ts';
import { printCheck, printWouldEnforce } from '../print/check.ts';
import { printJson } from '../print/print.ts';
import { startProgress } from '../print/progress.ts';
import { printUndeclared } from '../print/undeclared.ts';
import type { AskOptions } from '../program/agreed.ts';
import { loadConfig } from '../program/config.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import { namesFor } from '../program/repositories.ts';

export interface CheckOptions extends GlobalOptions, AskOptions, WhilePausedOption {
  json?: boolean;
  /** Quarantine and delete tags, not only report. */
  enforce?: boolean;
}

/** `ecr-steward check [repository...]`: checks every repository and tag against the naming rules. */
export async function check(names: string[], options: CheckOptions): Promise<ExitCode> {
  const config = loadConfig(options);
  const { reserved, repositories, tags } = config.naming;
  const declared = [...reserved, ...repositories, ...tags];
  if (printUndeclared(options, 'naming', declared)) return exitCodes.done;
  const naming = compileNaming(config.naming);
  return withSession({ ...options, limits: config.limits }, async (session) => {
    const named = await namesFor(session.ecr, names);
    const progress = startProgress('repositories checked:');
    const cachePrefixes = declaredPrefixes(config);
    const scope = { names: named, cachePrefixes, onRepository: progress.step };
    const plan = await planForRegistry(session.ecr, naming, scope).finally(progress.end);
    if (!options.json) printCheck(plan);
    if (options.enforce) {
      // Only --enforce has to load it.
      const { enforceAndPrint } = await import('./enforce/check.ts');
      return enforceAndPrint(session, plan, config, options);
    }
    if (options.json) printJson({ checked: plan.checked, violations: plan.violations });
    else printWouldEnforce(plan);
    await printObserving(session, options, { capability: 'naming', config });
    return plan.violations.length > 0 ? exitCodes.found : exitCodes.done;
  });
}

import { loadRegistryConfig } from '../shared/config/load.ts';
import { type Enforced, enforce } from '../shared/naming/enforce.ts';
import { planForRegistry } from '../shared/naming/plan.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { printAside, printJson } from './print.ts';
import { count, enforcedJson, nameOf, printCheck, printEnforced } from './print-check.ts';
import { startProgress } from './progress.ts';
import { type GlobalOptions, withSession } from './session.ts';

export interface CheckOptions extends GlobalOptions {
  /** Do what the rules' actions say, not only report. */
  enforce?: boolean;
}

/** `ecr-steward check [repository...]`: holds every repository and tag against the naming rules. */
export function check(names: string[], options: CheckOptions): Promise<ExitCode> {
  const naming = compileNaming(loadRegistryConfig(options.config).naming);
  return withSession(options, async ({ ecr }) => {
    const progress = startProgress('repositories checked:');
    const scope = { names, onRepository: progress.step };
    const plan = await planForRegistry(ecr, naming, scope).finally(progress.end);
    if (!options.json) printCheck(plan);
    if (!options.enforce) {
      if (options.json) printJson(plan);
      return plan.violations.length > 0 ? exitCodes.found : exitCodes.done;
    }
    const enforced = await enforce(ecr, plan.violations);
    if (options.json) printJson({ ...plan, violations: enforced.map(enforcedJson) });
    else enforced.forEach(printEnforced);
    return verdict(enforced);
  });
}

/** What failed is an error; a name that is only reported stands. */
function verdict(enforced: readonly Enforced[]): ExitCode {
  const failed = enforced.filter(({ outcome }) => outcome === 'failed' || outcome === 'raced');
  if (failed.length > 0) {
    const names = failed.map(nameOf).join(', ');
    printAside(`error: ${count(failed.length, 'violation')} could not be dealt with: ${names}`);
    return exitCodes.error;
  }
  const stands = enforced.some(({ outcome }) => outcome === 'reported');
  return stands ? exitCodes.found : exitCodes.done;
}

import { loadRegistryConfig } from '../shared/config/load.ts';
import { type Enforced, enforce, type Outcome } from '../shared/naming/enforce.ts';
import { planForRegistry } from '../shared/naming/plan.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { printAside, printJson } from './print.ts';
import {
  count,
  enforcedJson,
  nameOf,
  printBound,
  printCheck,
  printEnforced,
  printWouldEnforce,
} from './print-check.ts';
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
      else printWouldEnforce(plan);
      return plan.violations.length > 0 ? exitCodes.found : exitCodes.done;
    }
    const enforced = await enforce(ecr, naming, plan);
    if (options.json) printJson({ ...plan, violations: enforced.map(enforcedJson) });
    else enforced.forEach(printEnforced);
    printBound(plan, enforced);
    return verdict(enforced);
  });
}

const errors: ReadonlySet<Outcome> = new Set(['failed', 'raced']);
const dealtWith: ReadonlySet<Outcome> = new Set(['quarantined', 'deleted', 'gone']);

/** What failed is an error; a name that is only reported, or left as it is, stands. */
function verdict(enforced: readonly Enforced[]): ExitCode {
  const failed = enforced.filter(({ outcome }) => errors.has(outcome));
  if (failed.length > 0) {
    const names = failed.map(nameOf).join(', ');
    printAside(`error: ${count(failed.length, 'violation')} could not be dealt with: ${names}`);
    return exitCodes.error;
  }
  return enforced.every(({ outcome }) => dealtWith.has(outcome)) ? exitCodes.done : exitCodes.found;
}

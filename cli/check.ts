import { loadRegistryConfig } from '../shared/config/load.ts';
import { type Enforced, enforce, type Outcome } from '../shared/naming/enforce.ts';
import { type NamingPlan, planForRegistry } from '../shared/naming/plan.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { useGuard } from '../shared/use/guard.ts';
import { gateOf, printPlace, stewardOf } from './acting.ts';
import { type AskOptions, agreed } from './agreed.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { tellObserving } from './observing.ts';
import { printAside, printJson } from './print.ts';
import {
  count,
  enforcedJson,
  nameOf,
  printCheck,
  printEnforced,
  printHeld,
  printWouldEnforce,
  wouldEnforce,
} from './print-check.ts';
import { startProgress } from './progress.ts';
import { type GlobalOptions, type Session, withSession } from './session.ts';

export interface CheckOptions extends GlobalOptions, AskOptions {
  json?: boolean;
  /** Do what the rules' actions say, not only report. */
  enforce?: boolean;
}

/** `ecr-steward check [repository...]`: holds every repository and tag against the naming rules. */
export function check(names: string[], options: CheckOptions): Promise<ExitCode> {
  const config = loadRegistryConfig(options.config);
  const naming = compileNaming(config.naming);
  return withSession(options, async (session) => {
    const progress = startProgress('repositories checked:');
    const scope = { names, onRepository: progress.step };
    const plan = await planForRegistry(session.ecr, naming, scope).finally(progress.end);
    if (!options.json) printCheck(plan);
    if (options.enforce) return enforceAndPrint(session, plan, options);
    if (options.json) printJson(plan);
    else printWouldEnforce(plan);
    await tellObserving(session, options, { capability: 'naming', config });
    return plan.violations.length > 0 ? exitCodes.found : exitCodes.done;
  });
}

async function enforceAndPrint(
  session: Session,
  plan: NamingPlan,
  options: CheckOptions,
): Promise<ExitCode> {
  const config = loadRegistryConfig(options.config);
  const naming = compileNaming(config.naming);
  const steward = await stewardOf(session, options);
  printPlace(session, steward, `to ${wouldEnforce(plan) ?? 'do nothing'}.`);
  if (!(await agreed(questionOf(plan), options))) return exitCodes.error;
  const { ecr } = session;
  const guard = useGuard(ecr, session.rehearsal ? [] : config.use.sources);
  const gate = await gateOf(session, steward, config);
  const enforced = await enforce({ ecr, naming, guard, gate }, plan);
  if (options.json) printJson({ ...plan, violations: enforced.map(enforcedJson) });
  else enforced.forEach(printEnforced);
  printHeld(enforced);
  return verdict(enforced);
}

function questionOf(plan: NamingPlan) {
  const going = plan.violations.filter((it) => it.kind === 'tag' && it.imageGoes).length;
  const images = going === 1 ? '1 tag goes with its image' : `${going} tags go with their images`;
  return {
    asks: wouldEnforce(plan) !== undefined,
    final: going > 0 ? [`${images}, which nobody can give back`] : [],
    question: 'Names will be taken from images.',
  };
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

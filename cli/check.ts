import { loadRegistryConfig } from '../shared/config/load.ts';
import type { Violation } from '../shared/naming/check.ts';
import { type Enforced, enforce } from '../shared/naming/enforce.ts';
import { type NamingPlan, planForRegistry } from '../shared/naming/plan.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { figure, paint, print, printJson } from './print.ts';
import { startProgress } from './progress.ts';
import { type GlobalOptions, type Session, withSession } from './session.ts';

export interface CheckOptions extends GlobalOptions {
  /** Do what the rules' actions say, not only report. */
  enforce?: boolean;
}

/** `ecr-steward check [repository...]`: holds every repository and tag against the naming rules. */
export function check(names: string[], options: CheckOptions): Promise<ExitCode> {
  const naming = compileNaming(loadRegistryConfig(options.config).naming);
  return withSession(options, async (session) => {
    const progress = startProgress('repositories checked:');
    const scope = { names, onRepository: progress.step };
    const plan = await planForRegistry(session.ecr, naming, scope).finally(progress.end);
    if (!options.json) printViolations(plan);
    const violations = options.enforce ? await enforceAll(session, plan, options) : plan.violations;
    if (options.json) printJson({ checked: plan.checked, violations });
    return violations.some(stands) ? exitCodes.found : exitCodes.done;
  });
}

async function enforceAll({ ecr }: Session, { violations }: NamingPlan, { json }: CheckOptions) {
  const enforced = await enforce(ecr, violations);
  if (!json) printOutcomes(enforced);
  return enforced;
}

/** Whether the wrong name is still there. */
function stands(violation: Violation | Enforced): boolean {
  return !('outcome' in violation) || violation.outcome === 'reported';
}

function printViolations({ checked, violations }: NamingPlan): void {
  const byRepository = Map.groupBy(violations, ({ repository }) => repository);
  for (const [repository, found] of byRepository) {
    print(paint('bold', repository));
    for (const violation of found) print(`  ${describe(violation)}`);
  }
  if (violations.length > 0) print();
  const names = `${count(checked.repositories, 'repository')} and ${count(checked.tags, 'tag')}`;
  const found = violations.length === 0 ? 'all right' : count(violations.length, 'violation');
  print(`${names} checked: ${found}. Cached repositories are exempt.`);
}

function describe({ kind, reason, rule, action }: Violation): string {
  const colour = action === 'quarantine' ? 'red' : 'yellow';
  return `${paint(colour, action)} ${kind} ${reason} ${paint('dim', `(rule: ${rule})`)}`;
}

function printOutcomes(enforced: readonly Enforced[]): void {
  for (const [outcome, found] of Map.groupBy(enforced, (each) => each.outcome)) {
    print(`${outcome}: ${figure(found.length)}`);
  }
}

function count(number: number, thing: 'repository' | 'tag' | 'violation'): string {
  const things = { repository: 'repositories', tag: 'tags', violation: 'violations' };
  return `${figure(number)} ${number === 1 ? thing : things[thing]}`;
}

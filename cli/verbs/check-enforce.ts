import type { RegistryConfig } from '../../shared/config/schema/schema.ts';
import { type Enforced, enforce, type Outcome } from '../../shared/naming/enforce.ts';
import type { NamingPlan } from '../../shared/naming/plan.ts';
import { compileNaming } from '../../shared/naming/rules.ts';
import { createUseGuard } from '../../shared/use/guard.ts';
import type { Session } from '../aws/clients.ts';
import type { GlobalOptions } from '../aws/session.ts';
import { gateOf, placeOf, printPlace, requireLedger, stewardOf } from '../aws/steward.ts';
import {
  count,
  enforcedJson,
  nameOf,
  printEnforced,
  printHeld,
  wouldEnforce,
} from '../print/check.ts';
import { printAside, printJson } from '../print/print.ts';
import { type AskOptions, agreed } from '../program/agreed.ts';
import { asTyped } from '../program/as-typed.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import { tellAtInterrupt } from '../program/interrupt.ts';

/** `check --enforce`: does what the rules want, as a person who has seen the plan. */
export async function enforceAndPrint(
  session: Session,
  plan: NamingPlan,
  config: RegistryConfig,
  options: GlobalOptions & AskOptions,
): Promise<ExitCode> {
  const naming = compileNaming(config.naming);
  const steward = await stewardOf(session, options);
  const would = wouldEnforce(plan);
  if (would !== undefined) requireLedger(steward);
  const place = placeOf(session, steward);
  printPlace(place, would === undefined ? 'nothing is to be done' : `to ${would}`, options);
  if (!(await agreed(questionOf(plan), options))) return exitCodes.error;
  const { ecr } = session;
  // A snapshot does not tell who runs what.
  const sources = session.dryRun ? [] : config.use.sources;
  const registry = async () => steward.registry;
  const guard = createUseGuard({ sources, registry }, session.settings);
  const gate = await gateOf(session, steward, config);
  const forget = tellAtInterrupt(() => asTyped(whatWasDone, options));
  const enforced = await enforce({ ecr, naming, guard, gate }, plan).finally(forget);
  if (options.json) {
    const { checked } = plan;
    printJson({ place, checked, violations: enforced.map(enforcedJson) });
  } else enforced.forEach(printEnforced);
  printHeld(enforced);
  return verdict(enforced);
}

const whatWasDone = 'npx ecr-steward history tells what was done';

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

import type { RegistryConfig } from '../../../shared/config/schema/schema.ts';
import { type Enforced, enforce, type Outcome } from '../../../shared/naming/enforce.ts';
import type { NamingPlan } from '../../../shared/naming/plan.ts';
import { compileNaming } from '../../../shared/naming/rules.ts';
import { guardOf } from '../../../shared/use/guard.ts';
import { usesReading } from '../../../shared/use/reading.ts';
import type { Session } from '../../aws/clients.ts';
import type { GlobalOptions } from '../../aws/session.ts';
import {
  gateOf,
  placeOf,
  printPlace,
  requireLedger,
  requireNotPaused,
  stewardOf,
  type WhilePausedOption,
} from '../../aws/steward.ts';
import { useFor } from '../../aws/use.ts';
import {
  count,
  enforcedJson,
  nameOf,
  printEnforced,
  printHeld,
  wouldEnforce,
} from '../../print/answers/check.ts';
import { printAside, printJson } from '../../print/print.ts';
import { type AskOptions, agreed } from '../../program/agreed.ts';
import { asTyped } from '../../program/as-typed.ts';
import { type ExitCode, exitCodes } from '../../program/exit-codes.ts';
import { reportAtInterrupt } from '../../program/interrupt.ts';

/** `check --enforce`: asks, and enforces the rules as the plan says. */
export async function enforceAndPrint(
  session: Session,
  plan: NamingPlan,
  config: RegistryConfig,
  options: GlobalOptions & AskOptions & WhilePausedOption,
): Promise<ExitCode> {
  const naming = compileNaming(config.naming);
  const steward = await stewardOf(session, options);
  const would = wouldEnforce(plan);
  if (would !== undefined) {
    requireLedger(steward);
    await requireNotPaused(steward, 'naming', options);
  }
  const place = placeOf(session, steward);
  printPlace(place, would === undefined ? 'nothing to do' : `to ${would}`, options);
  if (!(await agreed(questionOf(plan), options))) return exitCodes.error;
  const { ecr } = session;
  const registry = async () => steward.registry;
  const guard = guardOf(usesReading({ ...useFor(session, config), registry }, session.settings));
  const gate = await gateOf(session, steward, config, options.whilePaused);
  const forget = reportAtInterrupt(() => asTyped(whatWasDone, options));
  const enforced = await enforce({ ecr, naming, guard, gate }, plan).finally(forget);
  if (options.json) {
    const { checked } = plan;
    printJson({ place, checked, violations: enforced.map(enforcedJson) });
  } else enforced.forEach(printEnforced);
  printHeld(enforced);
  return verdict(enforced);
}

const whatWasDone = 'npx ecr-steward history shows what was done';

function questionOf(plan: NamingPlan) {
  const last = plan.violations.filter((it) => it.kind === 'tag' && it.imageGoes).length;
  const tags =
    last === 1
      ? '1 tag is the last of its image: ECR deletes the image with it'
      : `${last} tags are the last of their images: ECR deletes the images with them`;
  return {
    asks: wouldEnforce(plan) !== undefined,
    final: last > 0 ? [`${tags}, which cannot be undone`] : [],
    question: 'Remove these tags?',
  };
}

const errors: ReadonlySet<Outcome> = new Set(['failed', 'raced']);
const settled: ReadonlySet<Outcome> = new Set(['quarantined', 'deleted', 'gone']);

/** A failure is an error; a violation that is only reported, or left, is found. */
function verdict(enforced: readonly Enforced[]): ExitCode {
  const failed = enforced.filter(({ outcome }) => errors.has(outcome));
  if (failed.length > 0) {
    const names = failed.map(nameOf).join(', ');
    printAside(`error: ${count(failed.length, 'violation')} could not be enforced: ${names}`);
    return exitCodes.error;
  }
  return enforced.every(({ outcome }) => settled.has(outcome)) ? exitCodes.done : exitCodes.found;
}

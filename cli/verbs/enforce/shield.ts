import type { RegistryConfig } from '../../../shared/config/schema/schema.ts';
import { type Applied, applyShield } from '../../../shared/shield/apply.ts';
import { previewShield } from '../../../shared/shield/preview.ts';
import type { ScopePlan } from '../../../shared/shield/scope.ts';
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
import { appliedJson, changesOf, planJson, printApplied } from '../../print/answers/shield.ts';
import { printJson } from '../../print/print.ts';
import { type AskOptions, agreed } from '../../program/agreed.ts';
import { asTyped } from '../../program/as-typed.ts';
import { reportAtInterrupt } from '../../program/interrupt.ts';

/** `shield --enforce`: asks, and does what the plan says; undefined when the answer is no. */
export async function enforceAndPrint(
  session: Session,
  plan: ScopePlan,
  config: RegistryConfig,
  options: GlobalOptions & AskOptions & WhilePausedOption,
): Promise<Applied[] | undefined> {
  const steward = await stewardOf(session, options);
  const plans = await previewShield(session.ecr, plan.plans);
  const toSet = plans.flatMap(({ steps }) => steps.filter(({ action }) => action === 'set'));
  if (toSet.length > 0) {
    requireLedger(steward);
    await requireNotPaused(steward, 'shield', options);
  }
  const place = placeOf(session, steward);
  printPlace(place, `to make ${changesOf(toSet.length)}`, options);
  const question = { asks: toSet.length > 0, final: [], question: 'Make these changes?' };
  if (!(await agreed(question, options))) return undefined;
  const gate = await gateOf(session, steward, config, options.whilePaused);
  const { ecr } = session;
  const registry = async () => steward.registry;
  const guard = guardOf(usesReading({ ...useFor(session, config), registry }, session.settings));
  const forget = reportAtInterrupt(() => asTyped(whatWasDone, options));
  const with_ = { ecr, rules: config.shield, gate, guard };
  const applied = await applyShield(with_, plans).finally(forget);
  if (options.json) printJson({ place, ...planJson(plan), ...appliedJson(applied) });
  else applied.forEach(printApplied);
  return applied;
}

const whatWasDone = 'npx ecr-steward history shows what was done';

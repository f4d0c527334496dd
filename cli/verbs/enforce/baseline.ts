import type { RegistryConfig } from '../../../shared/config/schema/schema.ts';
import { lossOf } from '../../../shared/registry/lifecycle/policy-preview.ts';
import { type Applied, applySettings } from '../../../shared/settings/apply.ts';
import type { Deviation } from '../../../shared/settings/deviation.ts';
import type { SettingsRules } from '../../../shared/settings/rules.ts';
import type { SettingsPlan } from '../../../shared/settings/scope.ts';
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
import {
  appliedJson,
  planJson,
  printApplied,
  settingsCount,
} from '../../print/answers/baseline.ts';
import { printJson } from '../../print/print.ts';
import { type AskOptions, agreed } from '../../program/agreed.ts';
import { asTyped } from '../../program/as-typed.ts';
import { reportAtInterrupt } from '../../program/interrupt.ts';

/** `baseline --enforce`: asks, and sets what the plan says; undefined when the answer is no. */
export async function enforceAndPrint(
  session: Session,
  plan: SettingsPlan,
  config: RegistryConfig & { rules: SettingsRules },
  options: GlobalOptions & AskOptions & WhilePausedOption,
): Promise<Applied[] | undefined> {
  const steward = await stewardOf(session, options);
  const toSet = plan.deviations.filter(({ action }) => action === 'set');
  if (toSet.length > 0) {
    requireLedger(steward);
    await requireNotPaused(steward, 'baseline', options);
  }
  const place = placeOf(session, steward);
  printPlace(place, `to set ${settingsCount(toSet.length)}`, options);
  if (!(await agreed(questionOf(toSet), options))) return undefined;
  const gate = await gateOf(session, steward, config, options.whilePaused);
  const { ecr } = session;
  const forget = reportAtInterrupt(() => asTyped(whatWasDone, options));
  const applied = await applySettings({ ecr, rules: config.rules, gate }, plan).finally(forget);
  if (options.json) printJson({ place, ...planJson(plan), ...appliedJson(applied) });
  else applied.forEach(printApplied);
  return applied;
}

const whatWasDone = 'npx ecr-steward history shows what was done';

function questionOf(toSet: readonly Deviation[]) {
  return {
    asks: toSet.length > 0,
    final: lossOf(toSet.map((it) => ('preview' in it ? it.preview : undefined))),
    question: 'Change these settings?',
  };
}

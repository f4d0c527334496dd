import type { Alert } from '../alerts/alert.ts';
import type { Notifier } from '../alerts/notifier.ts';
import type { PreviewBounds } from '../registry/lifecycle/preview-all.ts';
import type { UseReading } from '../use/lifecycle.ts';
import { appliedAlerts } from './alert.ts';
import { type Applied, type Applying, applySettings } from './apply.ts';
import { previewPlan, type SettingsPlan } from './scope.ts';

/** The plan with its previews, what was applied of it, and the alerts on that. */
export interface Reaction {
  plan: SettingsPlan;
  applied: Applied[];
  found: Alert[];
}

/** What is needed to apply a plan that still has to be previewed. */
export interface Reacting extends Applying {
  /** What is in use: a lifecycle policy that would affect it is only reported. */
  use: UseReading;
}

export interface ReactOptions {
  /** Default: those of previewAll. */
  bounds?: PreviewBounds;
  /** The alerts that are sent. Default: all. */
  alertsOf?: typeof appliedAlerts;
}

/**
 * Previews lifecycle policies, applies the plan as far as it is allowed, then sends alerts on what was done and what
 * was not.
 */
export async function react(
  with_: Reacting,
  { notify }: Pick<Notifier, 'notify'>,
  planned: SettingsPlan,
  { bounds, alertsOf = appliedAlerts }: ReactOptions = {},
): Promise<Reaction> {
  const plan = await previewPlan(with_.ecr, planned, with_.use, bounds);
  const applied = await applySettings(with_, plan);
  const found = alertsOf(with_.rules.capability, applied);
  await notify(found);
  await with_.gate.notified(applied.flatMap(({ actionId }) => actionId ?? []));
  return { plan, applied, found };
}

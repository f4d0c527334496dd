import { baselineRules } from '../../shared/baseline/rules.ts';
import { declaredPrefixes } from '../../shared/config/schema/prefix.ts';
import type { RegistryConfig } from '../../shared/config/schema/schema.ts';
import { knownDeviations } from '../../shared/registry/snapshot/known.ts';
import { isDeclared } from '../../shared/repositories/rules.ts';
import type { Applied, Outcome } from '../../shared/settings/apply.ts';
import { planForScope, previewPlan, type SettingsPlan } from '../../shared/settings/scope.ts';
import type { Session } from '../aws/clients.ts';
import { printObserving } from '../aws/observing.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import type { WhilePausedOption } from '../aws/steward.ts';
import { useOf } from '../aws/use.ts';
import { planJson, printBaseline } from '../print/answers/baseline.ts';
import { printUndeclared } from '../print/answers/undeclared.ts';
import { printNotKnown } from '../print/not-known.ts';
import { printAside, printJson } from '../print/print.ts';
import { startProgress } from '../print/progress.ts';
import type { AskOptions } from '../program/agreed.ts';
import { loadConfig } from '../program/config.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import { namesFor } from '../program/repositories.ts';

export interface BaselineOptions extends GlobalOptions, AskOptions, WhilePausedOption {
  json?: boolean;
  /** Change the settings, not only report. */
  enforce?: boolean;
}

/** `ecr-steward baseline [repository...]`: checks the settings of repositories against `baseline:`. */
export async function baseline(names: string[], options: BaselineOptions): Promise<ExitCode> {
  const config = loadConfig(options);
  if (printUndeclared(options, 'baseline', config.baseline)) return exitCodes.done;
  const rules = rulesOf(config);
  const cachePrefixes = declaredPrefixes(config);
  return withSession({ ...options, limits: config.limits }, async (session) => {
    const named = await namesFor(session.ecr, names);
    const progress = startProgress('repositories checked:');
    const scope = { names: named, cachePrefixes, onRepository: progress.step };
    const whole = await planForScope(session.ecr, rules, scope).finally(progress.end);
    const planned = knownOf(whole, session);
    const plan = await previewPlan(session.ecr, planned, useOf(session, config));
    if (!options.json) printBaseline(plan, options.enforce === true);
    if (!options.enforce) {
      if (options.json) printJson(planJson(plan));
      await printObserving(session, options, { capability: 'baseline', config });
      return verdict(plan, undefined);
    }
    const { enforceAndPrint } = await import('./enforce/baseline.ts');
    const applied = await enforceAndPrint(session, plan, { ...config, rules }, options);
    return applied === undefined ? exitCodes.error : verdict(plan, applied);
  });
}

/** What an entry of `repositories:` declares is shown by `plan`. */
function rulesOf({ baseline: rules, repositories }: RegistryConfig) {
  return baselineRules(rules, (name) => isDeclared(repositories, name));
}

/** Without the settings that a snapshot does not say. */
function knownOf(plan: SettingsPlan, { unknown }: Session): SettingsPlan {
  if (unknown === undefined) return plan;
  const { deviations, notKnown } = knownDeviations(plan.deviations, unknown);
  printNotKnown(notKnown, 'whether it is as declared is not known');
  return { ...plan, deviations };
}

function verdict(plan: SettingsPlan, applied: readonly Applied[] | undefined): ExitCode {
  const failed = [
    ...plan.unread.map(({ repository }) => repository),
    ...(applied ?? []).filter(has('failed')).map(({ repository }) => repository),
  ];
  if (failed.length > 0) {
    const names = [...new Set(failed)].join(', ');
    printAside(`error: could not be read or brought in line: ${names}`);
    return exitCodes.error;
  }
  const isLeft = applied ? !applied.every(isSettled) : plan.deviations.length > 0;
  return isLeft ? exitCodes.found : exitCodes.done;
}

const has = (outcome: Outcome) => (applied: Applied) => applied.outcome === outcome;

function isSettled({ outcome }: Applied): boolean {
  return outcome === 'set' || outcome === 'settled';
}

import type { Applied, Outcome } from '../../shared/baseline/apply.ts';
import type { BaselinePlan } from '../../shared/baseline/deviation.ts';
import { planForScope } from '../../shared/baseline/plan.ts';
import { previewBaseline } from '../../shared/baseline/preview.ts';
import { declaredPrefixes } from '../../shared/config/schema/prefix.ts';
import { knownDeviations } from '../../shared/registry/snapshot/known.ts';
import type { Session } from '../aws/clients.ts';
import { printObserving } from '../aws/observing.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import type { WhilePausedOption } from '../aws/steward.ts';
import { useOf } from '../aws/use.ts';
import { planJson, printBaseline } from '../print/baseline.ts';
import { printNotKnown } from '../print/not-known.ts';
import { printAside, printJson } from '../print/print.ts';
import { startProgress } from '../print/progress.ts';
import { printUndeclared } from '../print/undeclared.ts';
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
  const { baseline: rules } = config;
  if (printUndeclared(options, 'baseline', rules)) return exitCodes.done;
  const cachePrefixes = declaredPrefixes(config);
  return withSession({ ...options, limits: config.limits }, async (session) => {
    const named = await namesFor(session.ecr, names);
    const progress = startProgress('repositories checked:');
    const scope = { names: named, cachePrefixes, onRepository: progress.step };
    const whole = await planForScope(session.ecr, rules, scope).finally(progress.end);
    const planned = knownOf(whole, session);
    const plan = await previewBaseline(session.ecr, planned, useOf(session, config));
    if (!options.json) printBaseline(plan, options.enforce === true);
    if (!options.enforce) {
      if (options.json) printJson(planJson(plan));
      await printObserving(session, options, { capability: 'baseline', config });
      return verdict(plan, undefined);
    }
    const { enforceAndPrint } = await import('./enforce/baseline.ts');
    const applied = await enforceAndPrint(session, plan, config, options);
    return applied === undefined ? exitCodes.error : verdict(plan, applied);
  });
}

/** Without the settings that a snapshot does not say. */
function knownOf(plan: BaselinePlan, { unknown }: Session): BaselinePlan {
  if (unknown === undefined) return plan;
  const { deviations, notKnown } = knownDeviations(plan.deviations, unknown);
  printNotKnown(notKnown, 'whether it is as declared is not known');
  return { ...plan, deviations };
}

function verdict(plan: BaselinePlan, applied: readonly Applied[] | undefined): ExitCode {
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

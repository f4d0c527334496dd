import type { Applied, Outcome } from '../shared/baseline/apply.ts';
import type { BaselinePlan } from '../shared/baseline/deviation.ts';
import { planForScope } from '../shared/baseline/plan.ts';
import { rehearseBaseline } from '../shared/baseline/rehearse.ts';
import { loadRegistryConfig } from '../shared/config/load.ts';
import { StewardError } from '../shared/runtime/errors.ts';
import type { AskOptions } from './agreed.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { tellObserving } from './observing.ts';
import { printAside, printJson } from './print.ts';
import { planJson, printBaseline } from './print-baseline.ts';
import { startProgress } from './progress.ts';
import { type GlobalOptions, withSession } from './session.ts';

export interface BaselineOptions extends GlobalOptions, AskOptions {
  json?: boolean;
  /** Do what the rules' actions say, not only report. */
  enforce?: boolean;
}

/** `ecr-steward baseline [repository...]`: holds the settings of repositories against `baseline:`. */
export function baseline(names: string[], options: BaselineOptions): Promise<ExitCode> {
  const config = loadRegistryConfig(options.config);
  const { baseline: rules, pullThroughCache } = config;
  if (rules.length === 0) {
    const example = 'baseline: [{mutability: IMMUTABLE}]';
    throw new StewardError(
      `${options.config} has no rules in baseline: say there how repositories are to be, such as ${example}`,
    );
  }
  const cachePrefixes = pullThroughCache.rules.map(({ prefix }) => prefix);
  return withSession(options, async (session) => {
    const progress = startProgress('repositories checked:');
    const scope = { names, cachePrefixes, onRepository: progress.step };
    const planned = await planForScope(session.ecr, rules, scope).finally(progress.end);
    const plan = await rehearseBaseline(session.ecr, planned);
    if (!options.json) printBaseline(plan, options.enforce === true);
    if (!options.enforce) {
      if (options.json) printJson(planJson(plan));
      await tellObserving(session, options, { capability: 'baseline', config });
      return verdict(plan, undefined);
    }
    const { enforceAndPrint } = await import('./baseline-enforce.ts');
    const applied = await enforceAndPrint(session, plan, options);
    return applied === undefined ? exitCodes.error : verdict(plan, applied);
  });
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
  const stands = applied ? !applied.every(isDealtWith) : plan.deviations.length > 0;
  return stands ? exitCodes.found : exitCodes.done;
}

const has = (outcome: Outcome) => (applied: Applied) => applied.outcome === outcome;

function isDealtWith({ outcome }: Applied): boolean {
  return outcome === 'set' || outcome === 'settled';
}

import type { SkipReason, WarmStep } from '../../../shared/cache/warm/plan.ts';
import { countOutcomes, type WarmResult } from '../../../shared/cache/warm/run.ts';
import type { WarmTarget } from '../../../shared/cache/warm/target.ts';
import type { GlobalOptions } from '../../aws/session.ts';
import { asTyped } from '../../program/as-typed.ts';
import { figure, paint, print, type Style, visible } from '../print.ts';

const nothingWanted = 'No cache rule has warm: in registry.yml, so there is nothing to import.';

/** Prints what would be imported: a line per image. */
export function printWarmPlan(steps: readonly WarmStep[], given: GlobalOptions): void {
  if (steps.length === 0) print(nothingWanted);
  for (const step of steps) {
    const { colour, text } = actions[step.action];
    print(`${paint(colour, text.padEnd(7))} ${nameOf(step.target)}${whyNot(step, given)}`);
  }
}

const actions: Record<WarmStep['action'], { colour: Style; text: string }> = {
  refresh: { colour: 'dim', text: 'warm' },
  import: { colour: 'green', text: 'import' },
  fail: { colour: 'red', text: 'failed' },
  skip: { colour: 'yellow', text: 'skipped' },
};

/** Prints the outcome of each image, and the number of each outcome. */
export function printWarmResults(results: readonly WarmResult[], given: GlobalOptions): void {
  for (const result of results) {
    const colour = colours[result.outcome];
    print(`${paint(colour, result.outcome.padEnd(7))} ${nameOf(result)}${whyNot(result, given)}`);
  }
  const counts = Object.entries(countOutcomes(results)).filter(([, number]) => number > 0);
  const summary = counts.map(([outcome, number]) => `${figure(number)} ${outcome}`).join(', ');
  print(summary || nothingWanted);
}

const colours: Record<WarmResult['outcome'], Style> = {
  warm: 'dim',
  warmed: 'green',
  failed: 'red',
  skipped: 'yellow',
};

/** A step as --json prints it: flat, like the results. */
export function stepJson({ target, ...step }: WarmStep): object {
  return { ...target, ...step };
}

function nameOf({ repositoryName, tag, range, platforms = [] }: WarmTarget): string {
  // A range that matches no tag is shown itself.
  const name = tag === range ? `${repositoryName} ${range}` : `${repositoryName}:${tag}`;
  const from = range === undefined || tag === range ? [] : [`(${range})`];
  const beside = [...from, ...platforms].join(' ');
  return beside === '' ? visible(name) : `${visible(name)} ${paint('dim', beside)}`;
}

function whyNot(step: WarmStep | WarmResult, given: GlobalOptions): string {
  if ('reason' in step) return `: ${skipReasons[step.reason]}`;
  if ('failure' in step) {
    return `: ${step.failure.cause}\n        ${asTyped(step.failure.remedy, given)}`;
  }
  return '';
}

const skipReasons: Record<SkipReason, string> = {
  budget: 'the budget of its upstream for this run is used up (pullThroughCache.warmBudget)',
  'rate limit': 'its upstream limits the rate of requests',
  paused: 'the cache is paused',
  time: 'the time of this run is used up',
};

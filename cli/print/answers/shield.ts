import type { Applied, Outcome } from '../../../shared/shield/apply.ts';
import type { ScopePlan } from '../../../shared/shield/scope.ts';
import type { Step } from '../../../shared/shield/step.ts';
import { reasonOf } from '../../program/failure.ts';
import { figure, paint, print, type Style, visible } from '../print.ts';

/** Prints what is not kept, by repository, and how much is. */
export function printShield({ plans, unknown, unread }: ScopePlan, enforce: boolean): void {
  for (const { repository, steps, error } of plans) {
    if (steps.length > 0 || error !== undefined) print(paint('bold', repository));
    for (const step of steps) print(`  ${describe(step)}`);
    if (error !== undefined) print(`  ${paint('red', 'unread')} ${visible(reasonOf(error))}`);
  }
  for (const { repository, error } of unread) {
    print(`${paint('bold', repository)}\n  ${paint('red', 'unread')} ${visible(reasonOf(error))}`);
  }
  const steps = plans.flatMap((plan) => plan.steps);
  if (steps.length + unread.length > 0) print();
  for (const { source, why } of unknown) {
    print(`${paint('yellow', 'unknown')} what ${source} runs: ${visible(why)}`);
  }
  const kept = plans.reduce((sum, plan) => sum + plan.kept, 0);
  const missing = steps.filter(({ step }) => step === 'give').length;
  print(`${images(kept + missing)} in use: ${figure(kept)} kept, ${figure(missing)} not.`);
  const toSet = steps.filter(({ action }) => action === 'set').length;
  if (toSet > 0 && !enforce) print(`--enforce would make ${changesOf(toSet)}.`);
}

function describe({ action, text, stays }: Step): string {
  const word = action === 'set' ? paint('red', 'enforce') : paint('yellow', 'report');
  const note = stays === undefined ? '' : `\n    ${paint('dim', visible(stays))}`;
  return `${word} ${visible(text)}${note}`;
}

const outcomes: Record<Outcome, { colour: Style; text: string }> = {
  reported: { colour: 'yellow', text: 'only reported:' },
  observed: { colour: 'yellow', text: 'only observed:' },
  held: { colour: 'yellow', text: 'held back' },
  inUse: { colour: 'yellow', text: 'left, as it is in use:' },
  set: { colour: 'green', text: 'done' },
  settled: { colour: 'green', text: 'already so:' },
  changed: { colour: 'yellow', text: 'left, as it has changed since the plan:' },
  late: { colour: 'yellow', text: 'left, as time was up:' },
  failed: { colour: 'red', text: 'failed' },
};

/** Prints the outcome of a step. */
export function printApplied(applied: Applied): void {
  const { outcome, error, why, stays, actionId, repository, text } = applied;
  const shown = outcomes[outcome];
  const reason = outcome === 'failed' ? reasonOf(error) : (why ?? stays);
  const undo = actionId ? ` ${paint('dim', `(to undo this: undo ${actionId})`)}` : '';
  const more = reason ? `: ${visible(reason)}` : '';
  print(`${paint(shown.colour, shown.text)} ${repository}: ${visible(text)}${more}${undo}`);
}

/** As --json prints it. */
export function planJson({ plans, unknown, unread }: ScopePlan): object {
  return {
    kept: plans.reduce((sum, plan) => sum + plan.kept, 0),
    steps: plans.flatMap((plan) => plan.steps),
    unknown,
    unread: [...unread, ...plans.filter(({ error }) => error !== undefined)].map(
      ({ repository, error }) => ({ repository, error: reasonOf(error) }),
    ),
  };
}

export function appliedJson(applied: readonly Applied[]): object {
  return {
    steps: applied.map(({ error, ...rest }) =>
      error === undefined ? rest : { ...rest, error: reasonOf(error) },
    ),
  };
}

export function changesOf(number: number): string {
  return `${figure(number)} ${number === 1 ? 'change' : 'changes'}`;
}

function images(number: number): string {
  return `${figure(number)} ${number === 1 ? 'image' : 'images'}`;
}

import { previewInWords } from '../../../shared/registry/lifecycle/policy-preview.ts';
import type { Applied, Outcome } from '../../../shared/settings/apply.ts';
import type { Deviation } from '../../../shared/settings/deviation.ts';
import type { SettingsPlan } from '../../../shared/settings/scope.ts';
import { reasonOf } from '../../program/failure.ts';
import { figure, paint, print, type Style, visible } from '../print.ts';

/** Prints the deviations by repository, and how many repositories were checked. */
export function printBaseline(plan: SettingsPlan, enforce: boolean): void {
  const { checked, deviations, unread } = plan;
  for (const [repository, found] of Map.groupBy(deviations, (it) => it.repository)) {
    print(paint('bold', repository));
    for (const deviation of found) print(`  ${describe(deviation)}`);
  }
  for (const { repository, error } of unread) {
    print(`${paint('bold', repository)}\n  ${paint('red', 'unread')} ${visible(reasonOf(error))}`);
  }
  if (deviations.length + unread.length > 0) print();
  const { repositories, governed } = checked;
  const found = deviations.length === 0 ? 'as declared' : count(deviations.length, 'deviation');
  const others = repositories.length - governed;
  const without = others > 0 ? ` ${figure(others)} without a rule.` : '';
  const names = count(governed, 'repository');
  print(`${names} checked: ${found}.${without} Cached repositories follow their cache rule.`);
  const toSet = deviations.filter(({ action }) => action === 'set').length;
  if (toSet > 0 && !enforce) print(`--enforce would set ${count(toSet, 'setting')}.`);
}

function describe({ action, text, stays, ...deviation }: Deviation): string {
  const colour = action === 'set' ? 'red' : 'yellow';
  const before = 'before' in deviation ? deviation.before : undefined;
  const preview = 'preview' in deviation ? deviation.preview : undefined;
  const notes = [
    ...(stays === undefined ? [] : [stays]),
    ...(preview?.state === 'known' ? previewInWords(preview) : []),
    ...(typeof before === 'string' ? [`current: ${before}`] : []),
  ];
  const more = notes.map((note) => `\n    ${paint('dim', visible(note))}`).join('');
  const word = action === 'set' ? 'enforce' : 'report';
  return `${paint(colour, word)} ${visible(text)}${more}`;
}

const outcomes: Record<Outcome, { colour: Style; text: string } | undefined> = {
  reported: undefined,
  observed: { colour: 'yellow', text: 'only observed:' },
  held: { colour: 'yellow', text: 'held back' },
  set: { colour: 'green', text: 'set' },
  settled: { colour: 'green', text: 'already as declared:' },
  changed: { colour: 'yellow', text: 'left, as it has changed since the plan:' },
  failed: { colour: 'red', text: 'failed' },
};

/** Prints the outcome of a deviation; nothing for one that is only reported. */
export function printApplied({
  outcome,
  error,
  why,
  actionId,
  repository,
  setting,
}: Applied): void {
  const shown = outcomes[outcome];
  if (shown === undefined) return;
  const reason = outcome === 'failed' ? reasonOf(error) : why;
  const undo = actionId ? ` ${paint('dim', `(to undo this: undo ${actionId})`)}` : '';
  print(
    `${paint(shown.colour, shown.text)} ${repository} ${setting}${reason ? `: ${reason}` : ''}${undo}`,
  );
}

/** As --json prints it. */
export function planJson({ checked, deviations, unread }: SettingsPlan): object {
  return {
    checked: { repositories: checked.repositories.length, governed: checked.governed },
    deviations,
    unread: unread.map(({ repository, error }) => ({ repository, error: reasonOf(error) })),
  };
}

export function appliedJson(applied: readonly Applied[]): object {
  return {
    deviations: applied.map(({ error, ...rest }) =>
      error === undefined ? rest : { ...rest, error: reasonOf(error) },
    ),
  };
}

export function settingsCount(number: number): string {
  return count(number, 'setting');
}

function count(number: number, thing: 'repository' | 'deviation' | 'setting'): string {
  const things = { repository: 'repositories', deviation: 'deviations', setting: 'settings' };
  return `${figure(number)} ${number === 1 ? thing : things[thing]}`;
}

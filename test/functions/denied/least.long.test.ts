import { expect, test } from 'vitest';
import { startTestStack } from '../../support/stack.ts';

/** The parameters of an empty registry.yml are their defaults: everything is off or observes. */
test('with the least rights every scheduled function runs, and nothing is refused', async () => {
  const started = await startTestStack('');
  const { aws, stack } = started;
  const refused: string[] = [];
  aws.onExchange(({ service, operation, error }) => {
    if (/Denied|AuthorizationError|DENIED/.test(error?.name ?? '')) {
      refused.push(`${service}:${operation}: ${error?.message}`);
    }
  });
  const outcomes: [string, boolean][] = [];
  for (const { name, schedules } of stack.functions) {
    for (const schedule of schedules.filter(({ enabled }) => enabled)) {
      outcomes.push([name, (await stack.fire(schedule.name)).ok]);
    }
  }
  await stack.idle();
  expect(outcomes.filter(([, ok]) => !ok)).toEqual([]);
  // Those that every stack has.
  expect(outcomes.length).toBeGreaterThanOrEqual(4);
  expect(refused).toEqual([]);
  expect(started.alerts()).toEqual([]);
  expect(started.deadLetters()).toEqual([]);
});

import { expect, test } from 'vitest';
import { runAtMost } from '../../docs/generate/facts/idle-cost.ts';
import { measuresOf } from '../../shared/inventory/publish/metrics.ts';
import { seriesIn } from '../support/cloudwatch.ts';
import { createRepositories, push } from '../support/images.ts';
import { startTestStack } from '../support/stack.ts';
import { summaryOf } from '../support/summary.ts';

const registryYml = `
naming: {tags: [{rule: versions, kinds: [semver]}]}
movedTags: [{mutable: [latest]}]
baseline: [{mutability: IMMUTABLE}]
scanning: {rules: [{rule: production, repositories: ['platform/**'], fail: {critical: 0}}]}
`;

/** What docs/generate/facts/idle-cost.ts counts with. */
test('an idle night writes the metrics of the inventory and no other, and few lines', async () => {
  const { ecr, stack, invocations, deadLetters } = await startTestStack(registryYml);
  const schedules = stack.functions.flatMap(({ name, schedules }) =>
    schedules.map((schedule) => schedule.name ?? name),
  );
  expect(schedules).toEqual(expect.arrayContaining(['due', 'cache', 'walk']));
  await createRepositories(ecr, 'team-a/web');
  await push(ecr, 'team-a/web', ['1.4.2']);
  await stack.idle();
  for (const schedule of schedules) {
    await stack.fire(schedule);
    await stack.idle();
  }
  expect(deadLetters()).toEqual([]);
  const [registry] = measuresOf(summaryOf([]), []);
  const written = seriesIn(invocations.flatMap(({ logs }) => logs)).map(({ name }) => name);
  expect(new Set(written)).toEqual(new Set(Object.keys(registry?.measures ?? {})));
  const bytes = invocations.map(({ logs }) => Buffer.byteLength(logs.join('\n')));
  expect(Math.max(...bytes)).toBeLessThan(runAtMost.logBytes);
});

import { expect, test } from 'vitest';
import { capabilities } from '../../shared/actions/action.ts';
import { pause, resume } from '../../shared/actions/permits/pause.ts';
import { seriesIn } from '../support/cloudwatch.ts';
import { createRepositories, manifest, push } from '../support/images.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { tagsIn, writesIn } from './harm/harm.ts';

const registryYml = `
naming: { tags: [{ rule: versions only, kinds: [semver], action: quarantine }] }
baseline: [{ action: enforce, mutability: IMMUTABLE }]
pullThroughCache: { rules: [{ prefix: ecr-public, upstream: ecr-public }] }
`;

/** The scheduled runs that change the registry by these rules. */
async function fireActing({ stack }: TestStack): Promise<void> {
  for (const schedule of ['due', 'cache', 'walk']) {
    expect(await stack.fire(schedule)).toMatchObject({ ok: true });
  }
  await stack.idle();
}

const anna = { by: 'arn:aws:iam::123456789012:user/anna', reason: 'incident 4711' };

test('a stack that is paused changes nothing, says why, and goes on when it is resumed', async () => {
  const started = await startTestStack(registryYml);
  const { ecr, stack, ledger, alerts, invocations } = started;
  await stack.idle();
  await pause(ledger, capabilities, anna, new Date());
  const writes = writesIn(started);
  await createRepositories(ecr, 'team/web');
  await push(ecr, 'team/web', ['wrong'], manifest('a'));
  await push(ecr, 'team/web', ['1.0.0'], manifest('a'));
  await stack.idle();
  await fireActing(started);
  expect(writes).toEqual([]);
  expect(await tagsIn(ecr, 'team/web')).toEqual(['1.0.0', 'wrong']);
  const told = alerts().join('\n');
  for (const it of ['naming', 'baseline']) {
    expect(told).toMatch(
      new RegExp(
        `[Nn]othing was done: ${it} is paused since 20\\S+ \\S+ UTC, by ${anna.by}: incident 4711\\. ` +
          `To enforce its rules again: npx ecr-steward resume ${it}`,
      ),
    );
  }
  expect(told).toContain(
    'naming, scanning, baseline, repositories, cache, registry, shield, usage, unused-repositories, and retention are paused',
  );
  const series = seriesIn(invocations.flatMap(({ logs }) => logs));
  expect(series.map(({ name }) => name)).toContain('Paused');

  // It is reported once a day.
  const before = alerts().length;
  await stack.fire('due');
  await stack.idle();
  expect(alerts()).toHaveLength(before);

  await resume(ledger, capabilities, 'bob', new Date());
  await fireActing(started);
  expect(await tagsIn(ecr, 'team/web')).toEqual(['1.0.0', expect.stringMatching(/^quarantine-/)]);
  expect(writes).toContain('PutImageTagMutability');
  // A push that breaks no rule reads nothing of the ledger: there is nothing to pause.
  const calls: string[] = [];
  started.aws.onExchange(({ service, operation, principalArn = '' }) => {
    if (principalArn.includes('-push')) calls.push(`${service}:${operation}`);
  });
  await push(ecr, 'team/web', ['2.0.0'], manifest('b'));
  await stack.idle();
  expect(calls).not.toEqual([]);
  expect(calls.filter((it) => it.startsWith('dynamodb:'))).toEqual([]);

  const after = alerts().slice(before).join('\n');
  expect(after).toContain(
    'Resolved: naming, scanning, baseline, repositories, cache, registry, shield, usage, unused-repositories, and retention are paused',
  );
});

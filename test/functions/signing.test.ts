import { expect, test } from 'vitest';
import { noteDue } from '../../shared/actions/due.ts';
import { createRepositories, push } from '../support/images.ts';
import { startTestStack } from '../support/stack.ts';

const profile = 'arn:aws:signer:eu-west-1:123456789012:/signing-profiles/platform';

test('a pushed image that is not signed is noted by the push, and reported by the hourly run', async () => {
  const yml = `registry: {signing: {rules: [{signingProfileArn: "${profile}"}]}}`;
  let late = 20 * 60_000;
  const now = () => new Date(Date.now() - late);
  const { ecr, ledger, stack, alerts } = await startTestStack(yml, { now });
  await createRepositories(ecr, 'team-a/web');
  const digest = await push(ecr, 'team-a/web', ['1.4.2']);
  await stack.idle();
  expect(await stack.fire('due')).toMatchObject({ ok: true, result: { signing: { lookedAt: 0 } } });
  late = 0;
  // As after its grace.
  const dueAt = new Date(Date.now() - 60_000);
  await noteDue(ledger, { capability: 'signing', repository: 'team-a/web', digest, dueAt });
  const run = await stack.fire('due');
  expect(run).toMatchObject({ ok: true, result: { signing: { lookedAt: 1 } } });
  await stack.idle();
  expect(alerts()).toEqual([expect.stringContaining('team-a/web:1.4.2 is not signed')]);
});

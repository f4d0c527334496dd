import {
  CreatePullThroughCacheRuleCommand,
  DeletePullThroughCacheRuleCommand,
} from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import { populationOf } from '../../../shared/actions/population.ts';
import type { Alert } from '../../../shared/alerts/alert.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { noteBucket, notedBucket } from '../../../shared/inventory/store/noted.ts';
import type { Summary } from '../../../shared/inventory/summary/summary.ts';
import { type InventoryWork, inventoryVisitor } from '../../../shared/inventory/visitor.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger } from '../../support/acting.ts';
import { createRepositories, push } from '../../support/images.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { walk } from '../../support/walk.ts';

/** A registry of three repositories, each with an image, and how its inventory is taken. */
async function start() {
  const started = await startTestAws();
  const { ecr } = started;
  await createRepositories(ecr, 'team/a', 'team/b', 'team/c');
  for (const name of ['team/a', 'team/b', 'team/c']) await push(ecr, name, ['1.0.0']);
  const store = memoryStore();
  const sent: Alert[] = [];
  const work: InventoryWork = {
    ...{ store, config: parseRegistryConfig('{}').inventory },
    notify: {
      notify: async (alerts) => sent.push(...(alerts as Alert[])),
      resolve: async () => 0,
    },
  };
  const take = async (more: Partial<InventoryWork> = {}) => {
    const visitor = inventoryVisitor({ ...work, ...more });
    const { visitors, failed } = await walk(ecr, [visitor], { store, perSlice: 1 });
    expect(failed).toEqual({});
    const result = visitors.inventory as { place: string };
    const found = store.files.get(result.place.replace(/^(memory:|s3:\/\/[^/]+\/)/, ''));
    return { result, summary: JSON.parse(Buffer.from(found ?? []).toString()) as Summary };
  };
  return { ...started, sent, store, take };
}

test('reads the registry, and answers where its summary is', async () => {
  const { take, sent } = await start();
  const { result, summary } = await take();
  expect(result).toMatchObject({ complete: true, repositories: 3, images: 3, tags: 3 });
  const { place: _, ...totals } = result;
  expect(summary).toMatchObject(totals);
  expect(summary).not.toHaveProperty('naming');
  expect(summary).not.toHaveProperty('acts');
  expect(sent).toEqual([]);
});

test('publishes the rest where a repository cannot be read, and says which and why', async () => {
  const { aws, take, sent } = await start();
  const denied = { operations: ['ecr:DescribeImages'], error: 'AccessDeniedException' };
  aws.faults.set([{ ...denied, after: 1, times: 1 }]);
  const { result, summary } = await take();
  expect(result).toMatchObject({ complete: false, repositories: 2 });
  expect(summary.failed).toMatchObject([{ repository: 'team/b' }]);
  expect(sent.map(({ kind }) => kind)).toEqual(['inventory.incomplete']);
});

test('checks names, and tries logins, where it is given how', async () => {
  const { ecr, take } = await start();
  const names = {
    repository: (repository: string) => [{ repository, rule: 'r', reason: 'why' }],
    image: () => [],
  };
  const rule = { ecrRepositoryPrefix: 'team', upstreamRegistryUrl: 'quay.io' };
  await ecr.send(new CreatePullThroughCacheRuleCommand(rule));
  const logins = async () => new Map([['team', { valid: false, failure: 'expired' }]]);
  const first = await take({ logins });
  const cached = { prefix: 'team', repositories: 3, valid: false, failure: 'expired' };
  expect(first.summary.cache).toMatchObject([cached]);
  expect(first.summary).not.toHaveProperty('naming');

  await ecr.send(new DeletePullThroughCacheRuleCommand(rule));
  const again = await take({ names });
  expect(again.summary.naming).toMatchObject({ repositories: 3, tags: 0 });
});

test("of the stack's own registry keeps its actions, and notes how many images there are", async () => {
  const { take, ...started } = await start();
  const ledger = await createLedger(started);
  const { summary } = await take({ own: { ledger, rules: [] } });
  expect(summary.acts).toMatchObject({ done: 0, failed: 0 });
  expect(await populationOf(ledger, new Date())).toEqual({ images: 3, tags: 3 });
});

test("of the stack's own registry notes in which bucket it is, for the command", async () => {
  const { take, store, ...started } = await start();
  const ledger = await createLedger(started);
  const inBucket = (bucket: string) => ({
    ...store,
    place: (key: string) => `s3://${bucket}/${key}`,
  });
  await noteBucket(ledger, store);
  expect(await notedBucket(ledger)).toBeUndefined();
  for (const bucket of ['a', 'a', 'b']) {
    await noteBucket(ledger, inBucket(bucket));
    expect(await notedBucket(ledger)).toBe(bucket);
  }
  await take({ own: { ledger, rules: [] }, store: inBucket('of-the-walk') });
  expect(await notedBucket(ledger)).toBe('of-the-walk');
});

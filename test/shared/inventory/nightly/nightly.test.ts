import {
  CreatePullThroughCacheRuleCommand,
  DeletePullThroughCacheRuleCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { populationOf } from '../../../../shared/actions/population.ts';
import type { Alert } from '../../../../shared/alerts/alert.ts';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import { type Nightly, runNightly } from '../../../../shared/inventory/nightly/nightly.ts';
import type { Summary } from '../../../../shared/inventory/summary/summary.ts';
import { StewardError } from '../../../../shared/runtime/errors.ts';
import { startTestAws } from '../../../local/start.ts';
import { createLedger } from '../../../support/acting.ts';
import { createRepositories, push } from '../../../support/images.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { durableContext } from './durable.ts';

/** A registry of three repositories, each with an image, and what its inventory needs. */
async function start() {
  const started = await startTestAws();
  const { ecr } = started;
  await createRepositories(ecr, 'team/a', 'team/b', 'team/c');
  for (const name of ['team/a', 'team/b', 'team/c']) await push(ecr, name, ['1.0.0']);
  const store = memoryStore();
  const sent: Alert[] = [];
  const work: Nightly = {
    ...{ ecr, store, config: parseRegistryConfig('{}').inventory },
    target: { account: '123456789012', region: 'eu-west-1' },
    notifier: {
      notify: async (alerts) => sent.push(...(alerts as Alert[])),
      resolve: async () => 0,
    },
  };
  const summary = (place: string): Summary => {
    const found = store.files.get(place.replace('memory:', ''));
    return JSON.parse(Buffer.from(found ?? []).toString());
  };
  return { ...started, work, sent, summary };
}

describe('a run', () => {
  test('reads the registry, and answers where its summary is', async () => {
    const { work, sent, summary } = await start();
    const { context, asked } = durableContext();
    const { place, ...totals } = await runNightly(context, work);
    expect(totals).toMatchObject({ complete: true, repositories: 3, images: 3, tags: 3 });
    expect(summary(place)).toMatchObject(totals);
    expect(summary(place)).not.toHaveProperty('naming');
    expect(summary(place)).not.toHaveProperty('acts');
    expect(asked.steps).toEqual(['begin', 'list', 'shard 0 from 0', 'publish']);
    expect(asked.waits).toBe(0);
    expect(sent).toEqual([]);
  });

  test('goes on in another invocation where no time is left, and misses nothing', async () => {
    const { work, summary } = await start();
    // Less than what is kept for the largest repository: one is read in each invocation.
    const { context, asked } = durableContext({ remaining: 179_000 });
    const { place } = await runNightly(context, work);
    expect(asked.steps.slice(2, -1)).toEqual([
      'shard 0 from 0',
      'shard 0 from 1',
      'shard 0 from 2',
    ]);
    expect(asked.waits).toBe(2);
    expect(summary(place)).toMatchObject({ complete: true, repositories: 3 });
  });

  test('publishes the rest of a shard that fails, and says what is missing and why', async () => {
    const { work, sent, summary } = await start();
    const { context } = durableContext({
      remaining: 0,
      before: (step) => {
        if (step.endsWith('from 1')) throw new Error('out of luck');
      },
    });
    const { place, ...totals } = await runNightly(context, work);
    expect(totals).toMatchObject({ complete: false, repositories: 1 });
    expect(summary(place).failed).toEqual([
      { repository: 'team/b', error: 'Error: out of luck' },
      { repository: 'team/c', error: 'Error: out of luck' },
    ]);
    expect(sent.map(({ kind }) => kind)).toEqual(['inventory.incomplete']);
  });

  test('checks names, and tries logins, where it is given how', async () => {
    const { work, summary } = await start();
    const names = {
      repository: (repository: string) => [{ repository, rule: 'r', reason: 'why' }],
      image: () => [],
    };
    const rule = { ecrRepositoryPrefix: 'team', upstreamRegistryUrl: 'quay.io' };
    await work.ecr.send(new CreatePullThroughCacheRuleCommand(rule));
    const logins = async () => new Map([['team', { valid: false, failure: 'expired' }]]);
    const { place } = await runNightly(durableContext().context, { ...work, logins });
    const cached = { prefix: 'team', repositories: 3, valid: false, failure: 'expired' };
    expect(summary(place).cache).toMatchObject([cached]);
    expect(summary(place)).not.toHaveProperty('naming');

    await work.ecr.send(new DeletePullThroughCacheRuleCommand(rule));
    const again = await runNightly(durableContext().context, { ...work, names });
    expect(summary(again.place).naming).toMatchObject({ repositories: 3, tags: 0 });
  });

  test("of the stack's own registry keeps its actions, and notes how many images there are", async () => {
    const started = await start();
    const ledger = await createLedger(started);
    const own = { ledger, rules: [] };
    const { place } = await runNightly(durableContext().context, { ...started.work, own });
    expect(started.summary(place).acts).toMatchObject({ done: 0, failed: 0 });
    expect(await populationOf(ledger, new Date())).toEqual({ images: 3, tags: 3 });
  });
});

test('listing, shards and publishing are tried three times, unless only a person can help', async () => {
  const { work } = await start();
  const { context, asked } = durableContext();
  await runNightly(context, work);
  expect(asked.retries.get('begin')).toBeUndefined();
  for (const step of ['list', 'shard 0 from 0', 'publish']) {
    const retry = asked.retries.get(step);
    expect(retry?.(new Error('busy'), 1)).toEqual({ shouldRetry: true, delay: { seconds: 10 } });
    expect(retry?.(new Error('busy'), 2)).toEqual({ shouldRetry: true, delay: { seconds: 20 } });
    expect(retry?.(new Error('busy'), 3)).toEqual({ shouldRetry: false });
    expect(retry?.(new StewardError('denied'), 1)).toEqual({ shouldRetry: false });
  }
});

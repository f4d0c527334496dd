import { DeleteRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cachedVisitor } from '../../../../shared/cache/repositories/visitor.ts';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import { lifecyclePolicy } from '../../../../shared/registry/settings/policies.ts';
import { noUses } from '../../../../shared/use/uses.ts';
import type { Visitor } from '../../../../shared/walk/visitor.ts';
import { allowAll, auditLogOf, openGate, roomy, testStack } from '../../../support/acting.ts';
import { recordCalls } from '../../../support/calls.ts';
import { push } from '../../../support/images.ts';
import { startReporting } from '../../../support/reporting.ts';
import { retryAtOnce } from '../../../support/retries.ts';
import { twice } from '../../../support/twice.ts';
import { type TestWalk, walk } from '../../../support/walk.ts';
import { handMadeLifecycle, putLifecycle, putRepository } from '../worlds.ts';

const yml = `pullThroughCache:
  rules:
    - {prefix: quay.io, upstream: quay, repositories: {lifecycle: {keepLast: 1}, scanOnPush: true}}
    - {prefix: plain, upstream: quay}
`;
const names = ['plain/a', 'platform/web', 'quay.io/a', 'quay.io/b', 'quay.io/c'];

/** A registry, and walks over it with the visitor; each with a gate of its own. */
async function start({ person = true, limits = roomy, registryYml = yml } = {}) {
  const started = await startReporting();
  const { ecr, ledger, notifier } = started;
  for (const name of names) await putRepository(ecr, name);
  const walked = async (options?: TestWalk, client = ecr) => {
    const config = parseRegistryConfig(`${registryYml}\nlimits: ${limits}`);
    const gate = await openGate(
      { ...started, ecr: client },
      { ledger, limits: config.limits, person },
    );
    const with_ = { declared: config.pullThroughCache, gate, notifier: notifier(), ledger };
    const end = await walk(client, [cachedVisitor(with_) as Visitor], {
      ...{ uses: async () => noUses },
      ...options,
    });
    return end.visitors.cache ?? end.failed;
  };
  const put = async () => {
    const found = await Promise.all(names.map((name) => lifecyclePolicy(ecr, name)));
    return names.filter((_, at) => found[at] !== undefined);
  };
  return { ...started, walked, put };
}

const outcomes = (more: object) => ({
  ...{ ActsDone: 0, ActsHeld: 0, ActsObserved: 0, ActsFailed: 0, repositoriesAsDeclared: 0 },
  ...more,
});

describe('a walk brings cached repositories in line', () => {
  test.each([1, 2, 250])('in slices of %i', async (perSlice) => {
    const { ecr, walked, put, sent, ledger, counted } = await start();
    await push(ecr, 'quay.io/a', ['2.0']);
    expect(await walked({ perSlice })).toEqual(outcomes({ ActsDone: 3 }));
    expect(await put()).toEqual(['quay.io/a', 'quay.io/b', 'quay.io/c']);
    expect(sent()).toEqual(['quay.io/a was updated']);
    expect(counted).toEqual({ ActsDone: 3 });

    expect(await walked({ perSlice })).toEqual(outcomes({ repositoriesAsDeclared: 3 }));
    expect(sent()).toEqual([]);
    const log = await auditLogOf(ledger);
    expect(log.map(({ notified }) => notified)).toEqual(Array(6).fill(true));
  });

  test('where every step is done twice', async () => {
    const { ecr, walked, put, sent, ledger } = await start();
    await push(ecr, 'quay.io/a', ['2.0']);
    expect(await walked({ perSlice: 2, steps: twice })).toMatchObject({ ActsFailed: 0 });
    expect(await put()).toEqual(['quay.io/a', 'quay.io/b', 'quay.io/c']);
    expect(sent()).toEqual(['quay.io/a was updated']);
    expect(await auditLogOf(ledger)).toHaveLength(6);
  });

  test('where calls are throttled', async () => {
    const { aws, config, walked, put, sent } = await start();
    retryAtOnce();
    const ecr = new ECRClient({ ...config, maxAttempts: 20 });
    onTestFinished(() => ecr.destroy());
    aws.faults.set([{ operations: ['ecr:*'], error: 'ThrottlingException', probability: 0.3 }]);
    expect(await walked({ perSlice: 2 }, ecr)).toEqual(outcomes({ ActsDone: 3 }));
    aws.faults.clear();
    expect(await put()).toEqual(['quay.io/a', 'quay.io/b', 'quay.io/c']);
    expect(sent()).toEqual([]);
  });

  test('with one call for each that a listing does not have, and none for others or for images', async () => {
    const { aws, walked } = await start();
    await walked();
    const calls = recordCalls(aws);
    await walked({ perSlice: 2 });
    expect(calls.filter((it) => it.startsWith('ecr:')).toSorted()).toEqual(
      [
        ...['DescribePullThroughCacheRules', 'DescribeRegistry', 'DescribeRepositories'],
        ...Array(3).fill('GetLifecyclePolicy'),
      ].map((it) => `ecr:${it}`),
    );
  });
});

test('what may not be read or written fails, no other does, and it is resolved later', async () => {
  const { aws, ecr, walked, put, sent } = await start();
  const operations = ['ecr:PutLifecyclePolicy'];
  const error = 'AccessDeniedException';
  aws.faults.set([{ operations, error, times: 1 }]);
  expect(await walked({ perSlice: 2 })).toEqual(outcomes({ ActsDone: 2, ActsFailed: 1 }));
  expect(await put()).toHaveLength(2);
  const failed = 'A setting of the cache quay.io could not be brought in line';
  expect(sent()).toEqual([failed]);
  aws.faults.set([{ operations: ['ecr:GetLifecyclePolicy'], error }]);
  expect(await walked({ perSlice: 2 })).toEqual(outcomes({ ActsFailed: 3 }));
  expect(sent()).toEqual([failed, failed]);
  aws.faults.clear();
  await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'quay.io/b', force: true }));
  await walked({ perSlice: 2 });
  expect(sent()).toEqual(Array(3).fill(`Resolved: ${failed}`));
});

describe('a policy that was created manually', () => {
  const replacing = yml.replace('scanOnPush: true', 'replaceLifecycle: true');

  test('stays, and nothing is reported', async () => {
    const { ecr, walked, sent } = await start({
      registryYml: yml.replace(', scanOnPush: true', ''),
    });
    await putLifecycle(ecr, 'quay.io/a');
    expect(await walked()).toMatchObject({ ActsDone: 2, ActsFailed: 0 });
    expect(sent()).toEqual([]);
    expect(await lifecyclePolicy(ecr, 'quay.io/a')).toBe(handMadeLifecycle);
  });

  test('is replaced where the rule says so, which is reported', async () => {
    const { ecr, walked, sent } = await start({ registryYml: replacing });
    await putLifecycle(ecr, 'quay.io/a');
    expect(await walked()).toMatchObject({ ActsDone: 3 });
    expect(sent()).toEqual(['quay.io/a was updated']);
    expect(await lifecyclePolicy(ecr, 'quay.io/a')).toContain('the last 1 tagged images stay');
  });
});

describe('what is not done', () => {
  test('as it is not allowed yet, is one alert, which is resolved when it is done', async () => {
    const { ecr, walked, sent, ledger, put } = await start({ person: false });
    await allowAll({ ecr }, ledger, testStack, '{}');
    expect(await walked({ perSlice: 2 })).toEqual(outcomes({ ActsObserved: 3 }));
    const waits = '3 changes of the cache wait to be allowed';
    expect(sent()).toEqual([waits]);
    expect(await put()).toEqual([]);
    await allowAll({ ecr }, ledger, testStack, yml);
    await walked({ perSlice: 2 });
    expect(sent()).toEqual([`Resolved: ${waits}`]);
    expect(await put()).toHaveLength(3);
  });

  test('as a limit is reached in all slices together, is one alert', async () => {
    const bounds = (count: number) => `{count: ${count}, percent: 100}`;
    const limits = `{expire: {perRun: ${bounds(1)}, perDay: ${bounds(5)}}}`;
    const { ecr, walked, sent, put } = await start({ limits });
    for (const name of names) await push(ecr, name, ['2.0']);
    expect(await walked({ perSlice: 2 })).toEqual(outcomes({ ActsDone: 1, ActsHeld: 2 }));
    const held = '2 held back by limits.expire';
    expect(sent()).toEqual([held, 'quay.io/a was updated']);
    expect(await put()).toEqual(['quay.io/a']);
    await walked({ perSlice: 2 });
    expect(sent()).toEqual(['quay.io/b was updated']);
    await walked({ perSlice: 2 });
    expect(sent()).toEqual([`Resolved: ${held}`, 'quay.io/c was updated']);
  });
});

import {
  DeleteRepositoryCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  PutImageTagMutabilityCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Fault } from '../../../local/http/faults.ts';
import { baselineRules } from '../../../shared/baseline/rules.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { settingsVisitor } from '../../../shared/settings/walk/visitor.ts';
import { noUses } from '../../../shared/use/uses.ts';
import type { Visitor } from '../../../shared/walk/visitor.ts';
import { auditLogOf, openGate, roomy } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories, push } from '../../support/images.ts';
import { startReporting } from '../../support/reporting.ts';
import { retryAtOnce } from '../../support/retries.ts';
import { twice } from '../../support/twice.ts';
import { type TestWalk, walk } from '../../support/walk.ts';

const yml = `baseline:
- repositories: ['told/**']
  mutability: IMMUTABLE
- repositories: ['set/**']
  action: enforce
  mutability: IMMUTABLE
  scanOnPush: true
  lifecycle: {keepLast: 1}
`;
const names = ['free/a', 'mirror/a', 'set/a', 'set/b', 'told/a'];

/** A registry, and walks over it with the visitor; each with a gate of its own. */
async function start(registryYml = yml, limits = roomy) {
  const started = await startReporting();
  const { ecr, ledger, notifier } = started;
  await createRepositories(ecr, ...names);
  /** @param onBegin - Done after the registry was listed, and before it is read. */
  const walked = async (options?: TestWalk, client = ecr, onBegin = async () => {}) => {
    const config = parseRegistryConfig(`${registryYml}\nlimits: ${limits}`);
    const gate = await openGate({ ...started, ecr: client }, { ledger, limits: config.limits });
    const visitor = settingsVisitor({
      ...{ rules: baselineRules(config.baseline), cachePrefixes: ['mirror'] },
      ...{ gate, notifier: notifier(), ledger },
    });
    const other: Visitor = {
      name: 'other',
      begin: onBegin,
      slice: () => ({ repository: () => undefined, end: () => {} }),
    };
    const end = await walk(client, [other, visitor as Visitor], {
      uses: async () => noUses,
      ...options,
    });
    return end.visitors.baseline ?? end.failed;
  };
  const mutabilities = async () => {
    const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({}));
    return Object.fromEntries(
      repositories.map((it) => [it.repositoryName, it.imageTagMutability]).toSorted(),
    );
  };
  return { ...started, walked, mutabilities };
}

const differs = 'told/a differs from registry.yml';
const inLine = (name: string) => `${name} was brought in line with registry.yml`;

describe('a walk brings repositories in line', () => {
  test.each([1, 2, 250])('in slices of %i', async (perSlice) => {
    const { walked, sent, mutabilities, ledger, counted, ecr } = await start();
    for (const tag of ['1', '2']) await push(ecr, 'set/a', [tag]);
    expect(await walked({ perSlice })).toEqual({
      ...{ checked: 4, unread: 0, outcomes: { set: 6, reported: 1 } },
    });
    expect(await mutabilities()).toEqual({
      ...{ 'free/a': 'MUTABLE', 'mirror/a': 'MUTABLE', 'told/a': 'MUTABLE' },
      ...{ 'set/a': 'IMMUTABLE', 'set/b': 'IMMUTABLE' },
    });
    expect(sent()).toEqual([inLine('set/a'), inLine('set/b'), differs].toSorted());
    expect(counted).toEqual({ ActsDone: 6 });

    expect(await walked({ perSlice })).toMatchObject({ outcomes: { reported: 1 } });
    expect(sent()).toEqual([]);
    const log = await auditLogOf(ledger);
    expect(log.map(({ notified }) => notified)).toEqual(Array(6).fill(true));
  });

  test('with a call each for what a listing does not have, and none for images', async () => {
    const { aws, walked } = await start();
    await walked();
    const calls = recordCalls(aws);
    await walked({ perSlice: 2 });
    expect(calls.filter((it) => it.startsWith('ecr:')).toSorted()).toEqual(
      [
        ...['DescribePullThroughCacheRules', 'DescribeRegistry'],
        // The list, and once more that which differs.
        ...['DescribeRepositories', 'DescribeRepositories'],
        ...['GetLifecyclePolicy', 'GetLifecyclePolicy', 'GetRegistryScanningConfiguration'],
      ].map((it) => `ecr:${it}`),
    );
    // What still stands is not written again: a single cause costs the attempt to claim it, several cost reads alone.
    const writes = calls.filter((it) => /^dynamodb:(Put|Update|Delete|BatchWrite)/.test(it));
    expect(writes).toEqual(['dynamodb:UpdateItem']);
  });
});

test('what was brought in line, or is gone, since it was listed is not reported', async () => {
  const { ecr, walked, sent } = await start();
  await createRepositories(ecr, 'told/b', 'told/c');
  const onBegin = async () => {
    const input = { repositoryName: 'told/a', imageTagMutability: 'IMMUTABLE' } as const;
    await ecr.send(new PutImageTagMutabilityCommand(input));
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'told/b' }));
  };
  expect(await walked({}, ecr, onBegin)).toMatchObject({ outcomes: { reported: 1 } });
  expect(sent()).toEqual([inLine('set/a'), inLine('set/b'), differs.replace('told/a', 'told/c')]);
});

describe('what differed', () => {
  const resolved = `Resolved: told/a differs from registry.yml`;

  test('is resolved when it is as declared, or gone', async () => {
    const { ecr, walked, sent } = await start();
    await createRepositories(ecr, 'told/b');
    await walked();
    sent();
    const input = { repositoryName: 'told/a', imageTagMutability: 'IMMUTABLE' } as const;
    await ecr.send(new PutImageTagMutabilityCommand(input));
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'told/b' }));
    await walked({ perSlice: 2 });
    expect(sent()).toEqual([resolved, resolved.replace('told/a', 'told/b')]);
  });

  test('is not resolved where it cannot be read, which is reported and resolved', async () => {
    const lifecycle = yml.replace('told/**', 'other/**').replaceAll('enforce', 'report');
    const { aws, ecr, walked, sent } = await start(lifecycle);
    await walked();
    expect(sent()).toEqual(['set/a', 'set/b'].map((it) => differs.replace('told/a', it)));
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'set/b' }));
    const error = 'AccessDeniedException';
    aws.faults.set([{ operations: ['ecr:GetLifecyclePolicy'], error }]);
    expect(await walked()).toEqual({ checked: 3, unread: 1, outcomes: {} });
    const unread = 'The settings of set/a could not be read';
    expect(sent()).toEqual(['Resolved: set/b differs from registry.yml', `${unread}`]);
    aws.faults.clear();
    await walked();
    expect(sent()).toEqual([`Resolved: ${unread}`]);
  });
});

test('a walk that fails to listen to scans has seen nothing, and resolves nothing', async () => {
  const { aws, ecr, walked, sent } = await start();
  await walked();
  sent();
  const input = { repositoryName: 'told/a', imageTagMutability: 'IMMUTABLE' } as const;
  await ecr.send(new PutImageTagMutabilityCommand(input));
  const operations = ['ecr:GetRegistryScanningConfiguration'];
  aws.faults.set([{ operations, error: 'AccessDeniedException' }]);
  expect(await walked()).toEqual({ baseline: expect.stringContaining('access denied') });
  expect(sent()).toEqual([]);
});

describe('the end is the same', () => {
  test.each<[string, Fault]>([
    ['where calls are throttled', { error: 'ThrottlingException', probability: 0.3 }],
    ['where answers are lost', { drop: 'after', probability: 0.05 }],
  ])('%s', async (_, fault) => {
    const { aws, config, walked, sent, mutabilities } = await start();
    retryAtOnce();
    const ecr = new ECRClient({ ...config, maxAttempts: 20 });
    onTestFinished(() => ecr.destroy());
    aws.faults.set([{ ...fault, operations: ['ecr:*'] }]);
    expect(await walked({ perSlice: 2 }, ecr)).toMatchObject({ checked: 4, unread: 0 });
    aws.faults.clear();
    expect(sent()).toEqual([inLine('set/a'), inLine('set/b'), differs].toSorted());
    expect(await mutabilities()).toMatchObject({ 'set/a': 'IMMUTABLE', 'set/b': 'IMMUTABLE' });
  });

  test.each([1, 2, 250])('where every step is done twice, in slices of %i', async (perSlice) => {
    const { walked, sent, mutabilities, ledger } = await start();
    expect(await walked({ perSlice, steps: twice })).toMatchObject({ checked: 4, unread: 0 });
    expect(sent()).toEqual([inLine('set/a'), inLine('set/b'), differs].toSorted());
    expect(await mutabilities()).toMatchObject({ 'set/a': 'IMMUTABLE', 'set/b': 'IMMUTABLE' });
    const log = await auditLogOf(ledger);
    expect(log.map(({ entry, notified }) => [entry.state, notified])).toEqual(
      Array(6).fill(['done', true]),
    );
  });

  test('where the alerts of a slice could not be sent, and it is visited again', async () => {
    const { aws, walked, sent, mutabilities, ledger } = await start();
    aws.faults.set([
      { operations: ['sns:Publish'], error: 'AuthorizationErrorException', times: 1 },
    ]);
    expect(await walked({ perSlice: 250 })).toMatchObject({ outcomes: { reported: 1 } });
    expect(sent().filter((it) => it === differs)).toHaveLength(1);
    expect(await mutabilities()).toMatchObject({ 'set/a': 'IMMUTABLE', 'set/b': 'IMMUTABLE' });
    // A later run reports what was done: it is in the audit log, and not as reported.
    const log = await auditLogOf(ledger);
    expect(log.map(({ notified }) => notified)).toEqual(Array(6).fill(false));
  });

  test('where a repository goes after it was listed', async () => {
    const { ecr, walked } = await start();
    const onBegin = async () => {
      await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'set/a' }));
    };
    const gone = await walked({ perSlice: 1 }, ecr, onBegin);
    expect(gone).toMatchObject({ unread: 0, outcomes: { reported: 1 } });
  });
});

describe('limits', () => {
  const many = Array.from({ length: 8 }, (_, at) => `set/many-${at}`);
  const limits = (count: number, percent: number) =>
    `{immutable: {perRun: {count: ${count}, percent: ${percent}}, perDay: {count: 100, percent: 100}}}`;
  const immutables = (of: Record<string, unknown>) =>
    Object.values(of).filter((it) => it === 'IMMUTABLE').length;

  test('hold back in all slices together, in one alert, which a walk without them resolves', async () => {
    const mutability = yml.replace('scanOnPush: true', '').replace('lifecycle: {keepLast: 1}', '');
    const { ecr, walked, sent, mutabilities } = await start(mutability, limits(7, 100));
    await createRepositories(ecr, ...many);
    expect(await walked({ perSlice: 3 })).toMatchObject({ outcomes: { set: 7, held: 3 } });
    expect(immutables(await mutabilities())).toBe(7);
    const held = '3 held back by limits.immutable';
    expect(sent().filter((it) => it.includes('held'))).toEqual([`${held}`]);
    await walked({ perSlice: 3 });
    expect(sent()).toContain(`Resolved: ${held}`);
    expect(immutables(await mutabilities())).toBe(10);
  });

  test('hold back the same where every step is done twice', async () => {
    const mutability = yml.replace('scanOnPush: true', '').replace('lifecycle: {keepLast: 1}', '');
    const { ecr, walked, sent, mutabilities } = await start(mutability, limits(7, 100));
    await createRepositories(ecr, ...many);
    expect(await walked({ perSlice: 3, steps: twice })).toMatchObject({ outcomes: { held: 3 } });
    expect(immutables(await mutabilities())).toBe(7);
    expect(sent().filter((it) => it.includes('held'))).toEqual(['3 held back by limits.immutable']);
  });

  test('do not hold back what rules apply to since the last walk', async () => {
    const mutability = yml.replace('scanOnPush: true', '').replace('lifecycle: {keepLast: 1}', '');
    const { ecr, walked, mutabilities } = await start(mutability, limits(100, 40));
    for (const repositoryName of names)
      await ecr.send(new DeleteRepositoryCommand({ repositoryName }));
    expect(await walked()).toMatchObject({ checked: 0 });
    await createRepositories(ecr, ...many);
    await walked();
    expect(immutables(await mutabilities())).toBe(Math.ceil(8 * 0.4));
  });

  test('as a percentage refer to the slice at first, then to all that the last walk has counted', async () => {
    const mutability = yml.replace('scanOnPush: true', '').replace('lifecycle: {keepLast: 1}', '');
    const { ecr, walked, mutabilities } = await start(mutability, limits(100, 40));
    await createRepositories(ecr, ...many);
    // Of 11 repositories with a rule, at most 1 or 2 in a slice: 40 percent is 1.
    await walked({ perSlice: 2 });
    expect(immutables(await mutabilities())).toBe(1);
    await walked({ perSlice: 2 });
    expect(immutables(await mutabilities())).toBe(1 + Math.ceil(11 * 0.4));
  });
});

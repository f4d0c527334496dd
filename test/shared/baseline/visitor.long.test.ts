import { DeleteRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Fault } from '../../../local/http/faults.ts';
import { auditLogOf } from '../../support/acting.ts';
import { createRepositories } from '../../support/images.ts';
import { retryAtOnce } from '../../support/retries.ts';
import { twice } from '../../support/twice.ts';
import { differs, inLine, names, start, yml } from './visited.ts';

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

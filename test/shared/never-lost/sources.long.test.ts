import { describe, expect, test } from 'vitest';
import type { Fault, Uses as Running } from '../../../local/aws.ts';
import { repositories, startActing } from './acting.ts';
import { all, merged, noFiles, sources } from './sources.ts';

/** What a call may come to. */
const faults: Readonly<Record<string, (operations: string[]) => Fault>> = {
  denied: (operations) => ({ operations, error: 'AccessDeniedException' }),
  throttled: (operations) => ({ operations, error: 'ThrottlingException' }),
  broken: (operations) => ({ operations, error: 'InternalFailure' }),
  // The call is carried out, so that it is seen: only its response is lost.
  'cut off': (operations) => ({ operations, drop: 'after' }),
  'half read': (operations) => ({ operations, error: 'InternalFailure', after: 1 }),
  'failing only once': (operations) => ({ operations, error: 'InternalFailure', times: 1 }),
};

test('where nothing runs them, all old images are lost: it is the sources that keep them', async () => {
  const { lost } = await startActing({}, noFiles);
  expect(await lost()).toEqual([...repositories]);
});

describe.each(Object.entries(sources))('%s', (_, source) => {
  const { running = {}, files = noFiles, calls, once = [], before = {} } = source;

  test('what it runs is not lost', async () => {
    const { lost } = await startActing(running, files);
    expect(await lost()).toEqual([]);
  });

  const cases = calls.flatMap((call) => Object.keys(faults).map((fault) => [call, fault] as const));
  const possible = cases.filter(([call, fault]) => fault !== 'half read' || !once.includes(call));
  test.each(possible)('nor while %s is %s', async (call, fault) => {
    const isHalf = fault === 'half read';
    const { aws, lost } = await startActing(isHalf ? merged(before, running) : running, files);
    let hit = 0;
    aws.onExchange(({ service, operation, error }) => {
      if (`${service}:${operation}` !== call) return;
      if (error !== undefined || fault === 'cut off') hit += 1;
    });
    aws.faults.set([faults[fault]?.([call]) ?? { error: 'x' }]);
    expect(await lost()).toEqual([]);
    expect(hit).toBeGreaterThan(0);
  });
});

describe('all of them at once', () => {
  const running = Object.values(sources).reduce<Running>(
    (sum, it) => merged(sum, it.running ?? {}),
    {},
  );

  test.each(Object.keys(faults))('%s', async (fault) => {
    const { aws, lost } = await startActing(running, noFiles);
    const calls = [...new Set(Object.values(sources).flatMap((it) => it.calls))];
    aws.faults.set([faults[fault]?.(calls) ?? { error: 'x' }]);
    expect(await lost()).toEqual([]);
  });
});

describe('files that say nothing', () => {
  const bodies = {
    empty: '',
    'without images': '[]',
    'half written': all.slice(0, 40),
    'of another kind': '{"a": 1}',
  };

  test.each(Object.entries(bodies))('%s', async (_, body) => {
    for (const key of Object.keys(noFiles)) {
      const { lost } = await startActing({}, { ...noFiles, [key]: body });
      expect(await lost()).toEqual([]);
    }
  });

  test('a file that is not there, and a folder without any', async () => {
    for (const key of Object.keys(noFiles)) {
      const { [key]: _, ...others } = noFiles;
      const { lost } = await startActing({}, others);
      expect(await lost()).toEqual([]);
    }
  });
});

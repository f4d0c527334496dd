import { describe, expect, test } from 'vitest';
import type { PolicyPreview } from '../../../shared/registry/lifecycle/policy-preview.ts';
import { appliedAlerts, coveredByWalk, unreadAlerts } from '../../../shared/settings/alert.ts';
import {
  type Applied,
  actionCounts,
  countOutcomes,
  throwIfFailed,
} from '../../../shared/settings/apply.ts';
import type { Change } from '../../../shared/settings/deviation.ts';

const mutability = {
  repository: 'team/a',
  text: 'mutability: MUTABLE → IMMUTABLE',
  action: 'set',
  setting: 'mutability',
  before: { imageTagMutability: 'MUTABLE' },
  after: { imageTagMutability: 'IMMUTABLE' },
} as const;

const expiring = { images: 3, tagged: 0, tags: [], more: 0, bytes: 5 };
const known: PolicyPreview = {
  state: 'known',
  expire: expiring,
  archive: { ...expiring, images: 0 },
  policyText: '{}',
};

const lifecycle = (more: Partial<Extract<Change, { setting: 'lifecyclePolicy' }>>) => ({
  repository: 'team/a',
  text: 'lifecyclePolicy: a → b',
  action: 'set' as const,
  setting: 'lifecyclePolicy' as const,
  after: '{}',
  ...more,
});

const held = { kind: 'immutable', per: 'run', most: 1, used: 1 } as const;

/** kind, whether it stands, the number of lines of `what` and of `done`. */
const shapes = (applied: readonly Applied[]) =>
  appliedAlerts('baseline', applied).map(({ kind, stands = false, what, done = [] }) => [
    kind,
    stands,
    what.length,
    done.length,
  ]);

describe('people hear', () => {
  test.each<[string, Applied[], unknown[]]>([
    ['what was set', [{ ...mutability, outcome: 'set' }], [['repository.set', false, 1, 1]]],
    [
      'what is only reported',
      [{ ...mutability, outcome: 'reported' }],
      [['repository.baseline', true, 1, 0]],
    ],
    [
      'what would be done',
      [{ ...mutability, outcome: 'observed', why: 'w' }],
      [['repository.baseline', true, 1, 0]],
    ],
    [
      'what failed',
      [{ ...mutability, outcome: 'failed', error: new Error('e') }],
      [['baseline.failed', true, 1, 0]],
    ],
    ['what is held', [{ ...mutability, outcome: 'held', held }], [['baseline.held', true, 2, 0]]],
    ['nothing of what is settled', [{ ...mutability, outcome: 'settled' }], []],
    ['nothing of what has changed', [{ ...mutability, outcome: 'changed' }], []],
    [
      'of one repository in one alert, of two in two',
      [
        { ...mutability, outcome: 'reported' },
        { ...mutability, setting: 'mutability', outcome: 'reported' },
        { ...mutability, repository: 'team/b', outcome: 'reported' },
      ],
      [
        ['repository.baseline', true, 2, 0],
        ['repository.baseline', true, 1, 0],
      ],
    ],
    [
      'what a policy that was set did, and what it was',
      [{ ...lifecycle({ before: '{"rules":[]}', preview: known }), outcome: 'set' }],
      [['repository.set', false, 1, 3]],
    ],
    [
      'what a policy would do that is not set, not what it was',
      [
        {
          ...lifecycle({ before: '{"rules":[]}', preview: known }),
          outcome: 'observed',
          why: 'w',
        },
      ],
      [['repository.baseline', true, 2, 0]],
    ],
    [
      'nothing more of a policy where there was none, and what it does is not known',
      [{ ...lifecycle({ preview: { state: 'unknown', why: 'w' } }), outcome: 'set' }],
      [['repository.set', false, 1, 1]],
    ],
  ])('%s', (_, applied, expected) => {
    expect(shapes(applied)).toEqual(expected);
  });

  test('how each setting is undone, where its entry is known', () => {
    const [alert] = appliedAlerts('baseline', [
      { ...mutability, outcome: 'set', actionId: 'id-1' },
      { ...mutability, outcome: 'set' },
    ]);
    expect(alert?.todo).toEqual([expect.stringContaining('undo id-1')]);
  });

  test('why it stays as it is', () => {
    const lineOf = (applied: Applied) => appliedAlerts('baseline', [applied])[0]?.what[0];
    const stays = { ...mutability, outcome: 'reported', stays: 'because' } as const;
    expect(lineOf(stays)).toMatch(/^mutability: MUTABLE → IMMUTABLE: because$/);
    expect(lineOf({ ...mutability, outcome: 'observed', why: 'not allowed' })).toMatch(
      /: not allowed$/,
    );
    expect(lineOf({ ...mutability, outcome: 'reported' })).toMatch(/action: report/);
    const failed = { ...mutability, outcome: 'failed', error: new Error('broken') } as const;
    expect(lineOf(failed)).toMatch(/: .*broken/);
  });

  test('the first part of a long policy', () => {
    const before = (length: number) => '"'.padEnd(length, 'x');
    const told = (length: number) =>
      appliedAlerts('baseline', [
        { ...lifecycle({ before: before(length) }), outcome: 'set' },
      ])[0]?.done?.at(-1);
    expect(told(4_000)).toMatch(/x$/);
    expect(told(4_001)).toMatch(/x …$/);
  });
});

describe('a walk covers', () => {
  /** Which alerts, after a walk that has not seen or not read some: those on a and b, and on several. */
  const covered = (unseen: readonly string[], unread: readonly string[]) => {
    const { covers } = coveredByWalk(
      'baseline',
      {
        began: new Date(),
        hasSeen: (name) => (name === undefined ? unseen.length === 0 : !unseen.includes(name)),
      },
      unread.map((repository) => ({ repository, error: 'e' })),
    );
    const place = (repository: string | undefined) => ({
      ...{ text: '', ...(repository && { repository }) },
    });
    return [
      ...['a', 'b', undefined].map((it) => covers(place(it), 'repository.baseline')),
      ...['a', undefined].map((it) => covers(place(it), 'baseline.held')),
    ];
  };

  test.each<[string, string[], string[], boolean[]]>([
    ['everything that it has seen and read', [], [], [true, true, true, true, true]],
    ['what could be read, and nothing on several', [], ['b'], [true, false, false, false, false]],
    ['what was seen, and nothing on several', ['b'], [], [true, false, false, false, false]],
  ])('%s', (_, unseen, unread, expected) => {
    expect(covered(unseen, unread)).toEqual(expected);
  });
});

describe('repositories that could not be read', () => {
  const alertOn = (count: number) =>
    unreadAlerts(
      'baseline',
      Array.from({ length: count }, (_, at) => ({ repository: `team/r${at}`, error: 'a\nb' })),
    )[0];

  test('are none, or one alert that stands', () => {
    expect(alertOn(0)).toBeUndefined();
    expect(alertOn(1)).toMatchObject({
      ...{ kind: 'baseline.failed', stands: true, what: ['team/r0: a\\nb'] },
      where: { text: 'team/r0', repository: 'team/r0' },
    });
    expect(alertOn(2)?.where).toEqual({ text: '2 repositories' });
  });

  test('are named up to twenty', () => {
    expect(alertOn(20)?.what).toHaveLength(20);
    expect(alertOn(22)?.what.slice(20)).toEqual(['and 2 more']);
  });
});

test('what failed and what could not be read is thrown, nothing else', () => {
  const unread = [{ repository: 'b', error: new Error('unread') }];
  const plan = { checked: { repositories: [], governed: 0 }, deviations: [] };
  const failed: Applied = { ...mutability, outcome: 'failed', error: new Error('failed') };
  const set: Applied = { ...mutability, outcome: 'set' };
  expect(() => throwIfFailed({ ...plan, unread }, [])).toThrow('unread');
  expect(() => throwIfFailed({ ...plan, unread: [] }, [set, failed])).toThrow('failed');
  expect(() => throwIfFailed({ ...plan, unread: [] }, [set])).not.toThrow();
  expect(countOutcomes([set, failed, set])).toEqual({ set: 2, failed: 1 });
  expect(actionCounts(countOutcomes([set, failed]))).toEqual({
    ActsDone: 1,
    ActsHeld: 0,
    ActsObserved: 0,
    ActsFailed: 1,
  });
});

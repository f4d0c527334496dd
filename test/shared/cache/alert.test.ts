import { describe, expect, test } from 'vitest';
import {
  failureAlerts,
  invalidity,
  pullFailureAlert,
  shapeAlerts,
  validitiesOf,
  validityAlerts,
} from '../../../shared/cache/alert.ts';
import type { AppliedChange } from '../../../shared/cache/apply.ts';
import { appliedAlerts } from '../../../shared/cache/apply-alerts.ts';
import { causeKey } from '../../../shared/cache/failures/pull-failure.ts';
import { warmAlerts } from '../../../shared/cache/warm/alert.ts';
import type { WarmResult } from '../../../shared/cache/warm/run.ts';
import { countOutcomes } from '../../../shared/changes/apply.ts';

const change = (more: object) => ({ kind: 'rule', prefix: 'hub', ...more }) as AppliedChange;
const repository = (more: object) =>
  change({ kind: 'repository', repository: 'hub/a', action: 'update', reason: '', ...more });
const kinds = (changes: AppliedChange[]) => appliedAlerts(changes).map(({ kind }) => kind);

describe('after a plan was applied', () => {
  test.each<[string, object, string[]]>([
    ['created', { action: 'create', after: {} }, []],
    ['updated', { action: 'update', before: {}, after: {} }, []],
    ['unchanged', { action: 'none', before: {} }, []],
    ['deleted', { action: 'delete', before: {} }, ['cache.changed']],
    ['replaced', { action: 'replace', before: {}, after: {} }, ['cache.changed']],
    ['failed', { action: 'create', after: {}, error: 'x' }, ['cache.rule-failed']],
    ['observed', { action: 'create', after: {}, why: 'x' }, ['cache.observed']],
  ])('a rule that was %s', (outcome, more, expected) => {
    expect(kinds([change({ outcome, ...more })])).toEqual(expected);
  });

  test('a repository is worth a word where images go or a policy is lost', () => {
    const known = (images: number) => ({
      state: 'known',
      expire: { images, tagged: 0, tags: [], more: 0, bytes: 0 },
      archive: { images: 0, tagged: 0, tags: [], more: 0, bytes: 0 },
    });
    const outcome = 'updated';
    const lifecycle = { before: {}, after: { lifecyclePolicy: 'x' } };
    expect(kinds([repository({ outcome, ...lifecycle, preview: known(0) })])).toEqual([]);
    expect(kinds([repository({ outcome, ...lifecycle, preview: known(2) })])).toHaveLength(1);
    const policy = { before: { repositoryPolicy: '{"a":1}' }, after: { repositoryPolicy: 'x' } };
    const [lost] = appliedAlerts([repository({ outcome, ...policy })]);
    expect(lost?.done).toContain('its repositoryPolicy was: {"a":1}');
    expect(lost?.where).toMatchObject({ rule: 'hub', repository: 'hub/a' });
  });

  test.each([
    [4_000, 4_000],
    [4_001, 4_002],
  ])('of %i characters of a policy so many are told', (length, told) => {
    const policy = {
      before: { repositoryPolicy: 'x'.repeat(length) },
      after: { repositoryPolicy: '' },
    };
    const [lost] = appliedAlerts([repository({ outcome: 'updated', ...policy })]);
    expect(lost?.done?.at(-1)).toHaveLength('its repositoryPolicy was: '.length + told);
  });

  test('all that waits is one alert, each reason once', () => {
    const waiting = ['a', 'b'].map((prefix) =>
      change({ outcome: 'observed', action: 'create', after: {}, why: 'not allowed', prefix }),
    );
    const [one] = appliedAlerts(waiting.slice(0, 1));
    const [both, ...more] = appliedAlerts(waiting);
    expect(more).toEqual([]);
    expect(one?.title).toMatch(/^1 change /);
    expect(both?.title).toMatch(/^2 changes /);
    expect(both?.what).toEqual(['not allowed', 'create a', 'create b']);
  });

  test('what a limit holds is one alert, with the repository where it is one', () => {
    const held = { kind: 'expire', per: 'run', most: 1, used: 1 };
    const update = { before: {}, after: { lifecyclePolicy: 'x' }, outcome: 'held', held };
    const [alert] = appliedAlerts([repository(update)]);
    expect(alert).toMatchObject({ kind: 'cache.held', where: { repository: 'hub/a' } });
  });

  test('an action can be undone by its id', () => {
    const gone = { outcome: 'deleted', action: 'delete', before: {} };
    const [alert] = appliedAlerts([
      change({ ...gone, actionIds: ['id-1', 'id-2'], reason: 'why' }),
    ]);
    expect(alert?.todo).toHaveLength(2);
    expect(alert?.todo?.[0]).toContain('undo id-1');
    expect(alert?.what).toEqual(['why']);
    expect(alert?.cause.id).toBe('cache/changed/id-1,id-2');
    for (const reason of [undefined, '']) {
      const [none] = appliedAlerts([change({ ...gone, ...(reason !== undefined && { reason }) })]);
      expect(none?.what).toEqual(['registry.yml declares it']);
    }
    const [plain] = appliedAlerts([change(gone)]);
    expect(plain?.cause.id).toBe('cache/changed/hub');
    expect(plain?.what).toHaveLength(1);
  });

  test('a failure has its place', () => {
    const failed = { outcome: 'failed', error: 'x', before: {}, after: {} };
    const [rule, of, none] = failureAlerts([
      change({ ...failed, action: 'create' }),
      repository(failed),
      change({ action: 'none', outcome: 'unchanged' }),
    ]);
    expect(rule?.where).toEqual({ text: 'hub', rule: 'hub' });
    expect(of?.where).toEqual({ text: 'hub/a', rule: 'hub', repository: 'hub/a' });
    expect([rule?.stands, of?.stands]).toEqual([true, true]);
    expect(none).toBeUndefined();
  });

  test('outcomes are counted', () => {
    const outcomes = [
      'created',
      'updated',
      'replaced',
      'deleted',
      'held',
      'observed',
      'failed',
      'unchanged',
    ];
    const counts = Object.values(countOutcomes(outcomes.map((outcome) => change({ outcome }))));
    expect(counts).toEqual([4, 1, 1, 1]);
  });
});

describe('a login', () => {
  test('that fails is told with its causes, or a new token', () => {
    const alerts = validityAlerts([
      { prefix: 'a', valid: true },
      { prefix: 'b', valid: 'unknown', failure: 'x' },
      { prefix: 'c', valid: false, failure: 'denied' },
      { prefix: 'd', valid: false, failure: 'denied', causes: ['it is gone'] },
    ]);
    expect(alerts.map(({ where }) => where.rule)).toEqual(['c', 'd']);
    expect(alerts[0]?.todo?.[0]).toContain('credential set c');
    expect(alerts[1]?.todo).toEqual(['it is gone']);
    expect(alerts.map(({ stands }) => stands)).toEqual([true, true]);
    expect(alerts[0]?.cause).not.toHaveProperty('occasion');
    const [after] = validityAlerts([{ prefix: 'c', valid: false, failure: 'x' }], 'event');
    expect(after?.cause.occasion).toBe('event');
  });

  test('in a line', () => {
    expect(invalidity({ prefix: 'a', valid: true })).toMatch(/works$/);
    expect(invalidity({ prefix: 'a', valid: 'unknown', failure: 'x' })).toMatch(/: x$/);
    expect(invalidity({ prefix: 'a', valid: false, failure: 'x', causes: ['y', 'z'] })).toBe(
      'x: y; z',
    );
    expect(invalidity({ prefix: 'a', valid: false, failure: 'x' })).toMatch(
      /^x: .*credential set a$/,
    );
  });

  test('is of the changes that were tried', () => {
    const tried = change({ action: 'create', validity: { valid: true } });
    expect(validitiesOf([tried, change({ action: 'create' })])).toEqual([
      { prefix: 'hub', valid: true },
    ]);
  });
});

test.each<[object, RegExp | undefined]>([
  [{ isJson: true, hasUsername: true, hasAccessToken: true }, undefined],
  [{ isJson: false, hasUsername: false, hasAccessToken: false }, /JSON/],
  [{ isJson: true, hasUsername: false, hasAccessToken: true }, /lacks username$/],
  [{ isJson: true, hasUsername: true, hasAccessToken: false }, /lacks accessToken$/],
  [{ isJson: true, hasUsername: false, hasAccessToken: false }, /lacks username and accessToken$/],
  [{ unreadable: 'AccessDeniedException' }, /AccessDeniedException/],
  [{ unreadable: 'AccessDeniedException', lacking: 'a:B' }, /\): the function lacks a:B/],
])('a secret of the shape %j', (shape, what) => {
  const alerts = shapeAlerts([{ secret: 'a', ...shape } as never]);
  if (what) expect(alerts).toMatchObject([{ what: [expect.stringMatching(what)] }]);
  else expect(alerts).toEqual([]);
});

test.each([
  ['hub', 'hub/redis', true],
  ['hub', 'hub/library/redis', false],
  ['ROOT', 'redis', true],
  ['ROOT', 'team/redis', false],
  ['hub', 'hub', false],
])('the prefix %s and %s: one part %s', (prefix, repositoryName, isOne) => {
  const key = causeKey({ prefix, repositoryName, failureCode: 'X' });
  expect(key.endsWith('/one-part')).toBe(isOne);
});

test('a pull that failed has the tag where there is one', () => {
  const failure = { prefix: 'hub', repositoryName: 'hub/a', failureCode: 'X' };
  const diagnosis = { cause: 'c', remedy: 'r' };
  expect(pullFailureAlert({ ...failure, imageTag: '1' }, diagnosis)).toMatchObject({
    where: { repository: 'hub/a', tag: '1' },
    what: expect.arrayContaining([expect.stringContaining('hub/a:1')]),
  });
  const { where, what } = pullFailureAlert(failure, diagnosis);
  expect(where).not.toHaveProperty('tag');
  expect(what.join()).not.toContain('hub/a:');
});

describe('images that are not warm', () => {
  const failed = (name: string, more: object = {}) =>
    ({
      prefix: 'hub',
      upstream: 'u',
      repositoryName: `hub/a/${name}`,
      tag: '1',
      outcome: 'failed',
      failure: { code: 'X', cause: 'c', remedy: 'r', ...more },
    }) as WarmResult;

  test('are told by their cause, each other cause with its own words', () => {
    const alerts = warmAlerts([
      failed('b'),
      failed('c', { cause: 'd' }),
      failed('d', { code: 'Y' }),
    ]);
    expect(alerts).toHaveLength(2);
    expect(alerts[0]?.title).toMatch(/^2 images /);
    expect(alerts[1]?.title).toMatch(/^1 image /);
    expect(alerts[0]?.what.slice(1)).toEqual(['hub/a/b:1', 'hub/a/c:1 (d)']);
    expect(alerts[0]?.todo?.[0]).toBe('r');
    expect(alerts.map(({ stands }) => stands)).toEqual([true, true]);
  });

  test.each([
    [20, 20, false],
    [21, 21, true],
  ])('%i are told in %i lines', (count, lines, isMore) => {
    const [alert] = warmAlerts(Array.from({ length: count }, (_, at) => failed(`${at}`)));
    const [, ...names] = alert?.what ?? [];
    expect(names).toHaveLength(lines);
    expect(names.at(-1) === 'and 1 more').toBe(isMore);
  });
});

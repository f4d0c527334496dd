import { describe, expect, test } from 'vitest';
import type { Notice } from '../../../../shared/alerts/alert.ts';
import { gather, messageOf } from '../../../../shared/alerts/delivery/message.ts';
import { alertOf, noticeOf } from '../alerts.ts';

const many = (count: number, state: Notice['state'] = 'raised', what = 'x') =>
  Array.from({ length: count }, () => noticeOf({ what: [what] }, state)) as [Notice, ...Notice[]];

describe('the title', () => {
  const { title } = alertOf();

  test('of one alert is its own, and says so when it is resolved', () => {
    expect(messageOf([noticeOf()]).title).toBe(title);
    const resolved = messageOf([noticeOf({}, 'cleared')]).title;
    expect(resolved).not.toBe(title);
    expect(resolved.endsWith(title)).toBe(true);
  });

  test('of several says so when all of them are resolved', () => {
    const raised = messageOf(many(2)).title;
    const resolved = messageOf(many(2, 'cleared')).title;
    expect(raised).toMatch(/^2 /);
    expect(resolved).not.toBe(raised);
    expect(resolved.endsWith(raised)).toBe(true);
    expect(messageOf([noticeOf(), noticeOf({}, 'cleared')]).title).toBe(raised);
  });

  const at = (text: string, repository?: string) =>
    noticeOf({ where: { text, ...(repository && { repository }) } });

  test.each<[[Notice, ...Notice[]], RegExp]>([
    [[at('a:1', 'a'), at('a:2', 'a')], / in a$/],
    [[at('a', 'a'), at('b', 'b')], / in 2 repositories$/],
    [[at('a', 'a'), at('x')], /: a, x$/],
    [['1', '2', '3', '4', '5'].map((it) => at(it)) as [Notice], /: 1, 2, 3, 4, 5$/],
    [['1', '2', '3', '4', '5', '6'].map((it) => at(it)) as [Notice], / in 6 places$/],
  ])('of %j says where they are', (notices, title) => {
    expect(messageOf(notices).title).toMatch(title);
  });
});

test.each([
  [100, 0],
  [101, 1],
])('of %i alerts all but %i are told', (count, more) => {
  const message = messageOf(many(count));
  expect(message.notices).toHaveLength(100);
  expect(message.more).toBe(more);
});

test('what is too long is counted, up to the last character that fits', () => {
  const length = (what: string) => JSON.stringify(noticeOf({ what: [what] }).alert).length;
  const half = 'x'.repeat(30_000 - length(''));
  expect(length(half)).toBe(30_000);
  expect(messageOf(many(2, 'raised', half)).more).toBe(0);
  expect(messageOf(many(2, 'raised', `${half}x`)).more).toBe(1);
  // The first is always told.
  expect(messageOf(many(1, 'raised', `${half}${half}`)).notices).toHaveLength(1);
});

test('alerts are gathered by kind and state, and into one when there are more than five', () => {
  const kinds = [
    ...['naming.violation', 'naming.held', 'scanning.held', 'scanning.failed'],
    ...['tags.moved', 'replication.failed'],
  ] as const;
  const of = (count: number) => kinds.slice(0, count).map((kind) => noticeOf({ kind }));
  expect(gather([])).toEqual([]);
  expect(gather(of(5)).map(({ length }) => length)).toEqual([1, 1, 1, 1, 1]);
  expect(gather(of(6)).map(({ length }) => length)).toEqual([6]);
  expect(gather([noticeOf(), noticeOf(), noticeOf({}, 'cleared')]).map((it) => it.length)).toEqual([
    2, 1,
  ]);
});

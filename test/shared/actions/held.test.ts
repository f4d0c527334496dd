import { expect, test } from 'vitest';
import { type Held, heldAlerts, heldBack, heldBackAlerts } from '../../../shared/actions/held.ts';

const held = (more: Partial<Held> = {}): Held => ({
  ...{ kind: 'quarantine', per: 'run', most: 1, used: 1 },
  ...more,
});

test('what a limit holds back is one alert per limit, and lasts', () => {
  const alerts = heldAlerts('naming', [
    { held: held(), what: 'first', repository: 'a/b' },
    { held: held({ used: 2 }), what: 'second', repository: 'a/b' },
    { held: held({ kind: 'delete' }), what: 'third', repository: 'a/b' },
    { held: held({ kind: 'delete', per: 'day' }), what: 'fourth', repository: 'a/c' },
    { held: held({ kind: 'expire' }), what: 'fifth' },
  ]);
  expect(alerts.map(({ kind, stands, where }) => [kind, stands, where])).toEqual([
    ['naming.held', true, { text: 'a/b', repository: 'a/b' }],
    ['naming.held', true, { text: '2 repositories' }],
    ['naming.held', true, { text: 'the registry' }],
  ]);
  expect(alerts[0]?.what).toEqual([
    expect.stringContaining('limits.quarantine'),
    'first',
    'second',
  ]);
  expect(alerts[1]?.what[0]).toContain('allows 1 per day');
  expect(heldAlerts('naming', [])).toEqual([]);
});

test('parts of a run have one alert per limit together, with a bounded list', () => {
  const part = (name: string, count: number, kind: Held['kind'] = 'quarantine') =>
    heldBack(
      Array.from({ length: count }, (_, at) => ({
        ...{ held: held({ kind, used: count }), what: `${name}:${at}`, repository: name },
      })),
    );
  const read = <Json>(json: Json): Json => JSON.parse(JSON.stringify(json));
  const parts = read([...part('a', 60), ...part('b', 60), ...part('c', 1, 'delete')]);
  const [first, second] = heldBackAlerts('naming', parts);
  expect(first).toMatchObject({
    title: '120 held back by limits.quarantine',
    where: { text: '2 repositories' },
  });
  expect(first?.what).toHaveLength(1 + 100 + 1);
  expect([first?.what[100], first?.what.at(-1)]).toEqual(['b:39', 'and 20 more']);
  expect(second?.where).toEqual({ text: 'c', repository: 'c' });
  expect(heldBackAlerts('naming', [...part('a', 1), ...part('', 0)])[0]?.where.text).toBe('a');
});

test('a hundred lines are no more than a hundred', () => {
  const lines = (count: number) =>
    heldAlerts('naming', Array(count).fill({ held: held(), what: 'w' }))[0]?.what.length;
  expect([lines(100), lines(101)]).toEqual([101, 102]);
});

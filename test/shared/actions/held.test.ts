import { expect, test } from 'vitest';
import { type Held, heldAlerts } from '../../../shared/actions/held.ts';

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

import { describe, expect, test } from 'vitest';
import {
  type Held,
  type HeldPart,
  heldAlerts,
  heldAlertsOf,
  heldParts,
  together,
} from '../../../shared/actions/held.ts';

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

describe('parts of a run', () => {
  const action = (number: number, repository: string) => ({
    ...{ held: held({ used: number }), what: `tag ${number}`, repository },
  });
  const few = [action(1, 'a/b'), action(2, 'a/b')];
  const more = Array.from({ length: 100 }, (_, index) => action(index + 3, `c/${index}`));

  test('come to the same alert as the whole', () => {
    for (const parts of [[few, more], [more, few], [few], [[], few, []]]) {
      const carried = JSON.parse(JSON.stringify(parts.flatMap(heldParts))) as HeldPart[];
      expect(heldAlertsOf('naming', carried)).toEqual(heldAlerts('naming', parts.flat()));
      expect(heldAlertsOf('naming', [carried.reduce(together)])).toEqual(
        heldAlertsOf('naming', carried),
      );
    }
  });

  test('have a bounded list, and a count of all', () => {
    const [alert] = heldAlerts('naming', [...few, ...more]);
    expect(alert).toMatchObject({
      title: '102 held back by limits.quarantine',
      where: { text: '101 repositories' },
    });
    expect(alert?.what).toHaveLength(52);
    expect(alert?.what.at(-1)).toBe('and 52 more');
    const [part] = heldParts(more);
    expect(part?.what).toHaveLength(50);
  });
});

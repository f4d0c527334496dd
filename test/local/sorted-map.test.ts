import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SortedMap } from '../../local/service/sorted-map.ts';

type Step = { do: 'set' | 'delete'; key: string } | { do: 'read'; key: string };

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('set', 'delete', 'read'),
  key: fc.string({ maxLength: 2 }),
});

test('a sorted map reads like a sorted list, however it was written', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const map = new SortedMap<string>();
      const model = new Set<string>();
      for (const { do: what, key } of steps) {
        if (what === 'set') map.set(key, key);
        if (what === 'set') model.add(key);
        if (what === 'delete') expect(map.delete(key)).toBe(model.delete(key));
        if (what !== 'read') continue;
        const sorted = [...model].sort((a, b) => (a < b ? -1 : 1));
        expect([...map.from(key)]).toEqual(sorted.filter((it) => it >= key));
        expect([...map.after(key)]).toEqual(sorted.filter((it) => it > key));
        expect(map.size).toBe(model.size);
      }
    }),
  );
});

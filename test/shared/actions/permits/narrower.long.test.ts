import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isNarrower } from '../../../../shared/actions/permits/narrower.ts';
import { acts, compiled, names, pair, severity } from './narrower.ts';

test('a rule that is narrower does nothing that the other one would not', () => {
  let compared = 0;
  let less = 0;
  fc.assert(
    fc.property(pair, fc.subarray(names), ([before, after], tags) => {
      const [was, now] = [compiled(before), compiled(after)];
      if (was.text === '' || now.text === '' || !isNarrower(now.text, was.text)) return;
      compared += was.text === now.text ? 0 : 1;
      for (const repository of ['a/b', 'a/c', 'c', 'd']) {
        const [allowed, done] = [acts(was, repository, tags), acts(now, repository, tags)];
        for (const [tag, action] of done) {
          const most = severity.indexOf(allowed.get(tag) ?? '');
          expect(severity.indexOf(action)).toBeLessThanOrEqual(most);
        }
        if (done.size < allowed.size) less += 1;
      }
    }),
    { numRuns: 2000, seed: 10 },
  );
  expect([compared > 100, less > 20]).toEqual([true, true]);
});

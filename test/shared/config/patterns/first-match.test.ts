import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstMatchIn } from '../../../../shared/config/patterns/first-match.ts';
import { compileGlob } from '../../../../shared/config/patterns/pattern.ts';
import { matches } from '../../../../shared/config/patterns/program.ts';

const part = fc.constantFrom('a', 'b', 'ab', '*', '**', '?', 'a*');
const glob = fc.array(part, { minLength: 1, maxLength: 2 }).map((parts) => parts.join('/'));
const lists = fc.array(fc.array(glob, { maxLength: 3 }), { maxLength: 6 });

test('the first list with a glob that matches is found, as by trying each', () => {
  const property = fc.property(
    lists,
    fc.constantFrom('a', 'b', 'ab', 'a/b', 'b/ab'),
    (all, name) => {
      const compiled = all.map((globs) => globs.map(compileGlob));
      const tried = compiled.findIndex((globs) => globs.some((each) => matches(each, name)));
      expect(firstMatchIn(compiled)(name)).toBe(tried);
    },
  );
  fc.assert(property, { numRuns: 300 });
});

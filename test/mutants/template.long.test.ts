import { expect, test } from 'vitest';
import { runTemplateMutants } from '../../mutants/template/main.ts';

test('of each kind of change of the template, a sample is noticed or explained', async () => {
  const { results, failed } = await runTemplateMutants({ perKind: 3, print: () => {} });
  const survived = results.filter(({ outcome }) => outcome === 'survived');
  expect(survived.map(({ mutant }) => mutant.at)).toEqual([]);
  const kinds = new Set(results.map(({ mutant }) => mutant.kind));
  const noticed = results.filter(({ outcome }) => outcome === 'noticed');
  expect(kinds.size).toBeGreaterThan(50);
  expect(noticed.length / results.length).toBeGreaterThan(0.9);
  expect(failed).toBe(false);
});

import { expect, test } from 'vitest';
import {
  type Finding,
  fromBasic,
  fromEnhanced,
} from '../../../shared/scanning/findings/finding.ts';
import { countsOf, describe, excess, nameOf, plain } from '../../../shared/scanning/words.ts';

const letters = (count: number) => Array.from({ length: count }, (_, at) => `t${at}`);

test.each<[string[], string[] | undefined, string]>([
  [[], undefined, 'a/b@sha256:1'],
  [['1'], ['other'], 'a/b:1'],
  [[], ['1'], 'a/b:1'],
  [[], [], 'a/b@sha256:1'],
  [['1', '2', '3'], undefined, 'a/b:1 (also 2, 3)'],
  [letters(10), undefined, `a/b:t0 (also ${letters(10).slice(1).join(', ')})`],
  [letters(11), undefined, `a/b:t0 (also ${letters(10).slice(1).join(', ')} and 1 more)`],
  [letters(14), undefined, `a/b:t0 (also ${letters(10).slice(1).join(', ')} and 4 more)`],
])('an image with the tags %j, part of one with %j, is %s', (tags, index, name) => {
  const partOf = index && { digest: 'sha256:2', tags: index };
  const image = { repository: 'a/b', digest: 'sha256:1', tags, ...(partOf && { partOf }) };
  expect(nameOf(image)).toBe(name);
});

test('what is too much, and what there is', () => {
  const over = [
    { severity: 'CRITICAL' as const, count: 2, most: 0 },
    { severity: 'HIGH' as const, count: 6, most: 5 },
  ];
  const judgement = { over, counts: {}, ignored: 0, unfixable: 0, offending: [] };
  expect(excess(judgement)).toBe('2 critical, 6 high (5 at most)');
  expect(countsOf({ CRITICAL: 2, UNDEFINED: 1 })).toBe('2 critical, 1 unrated');
});

const openssl = { name: 'openssl', version: '3.0.1' };
const fixed = { ...openssl, fixedVersion: '3.0.2' };

test.each<[Partial<Finding>, string]>([
  [{ packages: [fixed] }, 'CVE-1 high: openssl 3.0.1, fixed in 3.0.2'],
  [{ packages: [openssl, fixed] }, 'CVE-1 high: openssl 3.0.1 and 1 more, fixed in 3.0.2'],
  [{ packages: [openssl] }, 'CVE-1 high: openssl 3.0.1, a fix is available'],
  [{ packages: [openssl], fix: 'none' }, 'CVE-1 high: openssl 3.0.1, no fix yet'],
  [{ packages: [openssl], fix: 'unknown' }, 'CVE-1 high: openssl 3.0.1'],
  [{ fix: 'unknown' }, 'CVE-1 high'],
  [{ fix: 'unknown', link: 'https://x.invalid' }, 'CVE-1 high https://x.invalid'],
])('%j is described as %s', (more, line) => {
  const finding: Finding = { name: 'CVE-1', severity: 'HIGH', packages: [], fix: 'available' };
  expect(describe({ ...finding, ...more })).toBe(line);
});

test('a long text is cut, one that fits is not', () => {
  expect(plain('x'.repeat(120))).toBe('x'.repeat(120));
  expect(plain('x'.repeat(121))).toBe(`${'x'.repeat(120)}…`);
});

test('a finding without an id, a title or a package has words for them', () => {
  expect(fromBasic({})).toMatchObject({
    name: 'no id',
    packages: [{ name: 'unknown', version: 'unknown' }],
  });
  expect(fromBasic({})).not.toHaveProperty('link');
  const enhanced = (more: object) => fromEnhanced({ status: 'ACTIVE', ...more });
  const details = (more: object) => enhanced({ title: 't', packageVulnerabilityDetails: more });
  expect(enhanced({})).toMatchObject({ name: 'no id', fix: 'unknown' });
  expect(enhanced({ title: 'a title' })).toMatchObject({ name: 'a title' });
  expect(details({ vulnerabilityId: 'CVE-1' })).toMatchObject({ name: 'CVE-1' });
  expect(details({ vulnerablePackages: [{}] })).toMatchObject({
    packages: [{ name: 'unknown', version: 'unknown' }],
  });
  const vulnerablePackages = [{ ...openssl, fixedInVersion: '3.0.2' }];
  expect(details({ vulnerablePackages })).toMatchObject({ fix: 'available' });
});

test.each([
  ['YES', 'available'],
  ['PARTIAL', 'available'],
  ['NO', 'none'],
  ['SOMETHING_NEW', 'unknown'],
])('when Inspector says of a fix %s, it is %s', (fixAvailable, fix) => {
  expect(fromEnhanced({ fixAvailable })).toMatchObject({ fix });
});

import { expect, test } from 'vitest';
import * as format from '../../../../shared/inventory/report/format.ts';
import { Html, html, visible } from '../../../../shared/inventory/report/html.ts';
import { most } from '../../../../shared/inventory/report/most.ts';
import { repositoryCount } from '../../../support/summary.ts';

test.each([
  [12, '+12'],
  [-3, '−3'],
  [0, '±0'],
  [0.4, '±0'],
  [-0.4, '±0'],
  [1234, '+1,234'],
])('a difference of %d is %s', (value, text) => {
  expect(format.signed(value, (it) => format.figure(Math.round(it)))).toBe(text);
});

test.each<[() => string, string]>([
  [() => format.share(789, 1000), '78.9 %'],
  [() => format.share(0, 5), '0.0 %'],
  [() => format.share(0, 0), '–'],
  [() => format.count(0, 'image'), '0 images'],
  [() => format.count(1, 'image'), '1 image'],
  [() => format.count(2, 'repository', 'repositories'), '2 repositories'],
  [() => format.shortName('abc', 3), 'abc'],
  [() => format.shortName('abcd', 3), '…cd'],
  [() => format.shortDigest(`sha256:${'0123456789'.repeat(6)}`), 'sha256:012345678901'],
  [() => format.day('2026-11-21T01:30:00Z'), '2026-11-21'],
  [() => format.minute('2026-11-21T01:30:00Z'), '2026-11-21 01:30 UTC'],
  [() => format.dollars(453.1678), '$453.17'],
  [() => format.size(4_531_677_957_622), '4.53 TB'],
])('%s is %s', (text, expected) => {
  expect(text()).toBe(expected);
});

test('text is put into a page as text, and HTML as it is', () => {
  const it = html`<p>${'<b>&"\''}${undefined}${[html`<i>${'x'}</i>`, 'y']}</p>`;
  expect(it).toBeInstanceOf(Html);
  expect(it.text).toBe('<p>&#60;b&#62;&#38;&#34;&#39;<i>x</i>y</p>');
  expect(visible('a\u202eb\u0000')).toBe('a\\u202eb\\u0000');
});

test('the repositories with most of something, none of those with nothing', () => {
  const counts = { b: 2, a: 2, none: 0, c: 3, d: 1 };
  const all = Object.entries(counts).map(([name, images]) => repositoryCount(name, { images }));
  const names = (atMost: number) => most(all, 'images', atMost).map((it) => it.repository);
  expect(names(9)).toEqual(['c', 'a', 'b', 'd']);
  expect(names(2)).toEqual(['c', 'a']);
  expect(most(all.toReversed(), 'images', 3).map((it) => it.repository)).toEqual(['c', 'a', 'b']);
});

import { expect, onTestFinished, test } from 'vitest';
import { bars, lines } from '../../../../shared/inventory/report/charts.ts';

const format = (value: number) => `${value} B`;
const rows = [
  { name: 'a/one', value: 7 },
  { name: 'a/two', value: 3 },
];
const days = {
  dates: ['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04'],
  ...{ series: [[1, 2, 3, 4]], format },
};

test('a chart is drawn twice, with its label, and nothing of the library for the browser', () => {
  const { text } = bars('Two bars <of> bytes', { rows, format });
  expect(text).toContain('role="img" aria-label="Two bars &#60;of&#62; bytes"');
  expect(text.match(/<svg aria-hidden="true" focusable="false"/g)).toHaveLength(2);
  expect(text.match(/width="(330|640)"/g)).toEqual(['width="330"', 'width="640"']);
  for (const name of ['a/one', 'a/two', '7 B', '3 B']) {
    expect(text.match(new RegExp(`>${name}<`, 'g'))).toHaveLength(2);
  }
  expect(text).not.toMatch(/<(style|defs|script)| (style|id|class="zr|ecmeta)/);
});

test('bars are as long as their values', () => {
  const { text } = bars('x', { rows, format });
  const lengths = [...text.matchAll(/<path d="M[\d.]+ [\d.]+l([\d.]+) 0l/g)].map(([, it]) =>
    Number(it),
  );
  expect(lengths).toHaveLength(4);
  for (const [long = 0, short = 0] of [lengths.slice(0, 2), lengths.slice(2)]) {
    expect(long / short).toBeCloseTo(7 / 3, 2);
  }
});

test('the first bar is the topmost, and nothing is drawn beside the bars', () => {
  const { text } = bars('x', { rows, format });
  const heights = [...text.matchAll(/ (\d+)\)" fill="var\(--text\)">a\/(one|two)</g)];
  expect(heights.map(([, , name]) => name)).toEqual(['one', 'two', 'one', 'two']);
  const [one = 0, two = 0, ...wide] = heights.map(([, y]) => Number(y));
  expect(one).toBeLessThan(two);
  expect(wide[0]).toBeLessThan(wide[1] ?? 0);
  expect(text.match(/<path/g)).toHaveLength(4);
  // Where some go to the left, the line between the sides is drawn.
  const both = bars('x', { rows: [...rows, { name: 'a/less', value: -1 }], format });
  expect(both.text.match(/<path/g)).toHaveLength(2 * 4);
});

test('lines stand on five lines of the grid and the axis; few days have points', () => {
  const paths = (count: number) => {
    const some = {
      ...days,
      dates: days.dates.slice(0, count),
      series: [[1, 2, 3, 4].slice(0, count)],
    };
    return lines('x', some).text.match(/<path/g)?.length;
  };
  expect(paths(4)).toBe(2 * (5 + 1 + 1));
  // A point is a path as well.
  expect(paths(2)).toBe(2 * (5 + 1 + 1 + 2));
});

test.each(['Pacific/Auckland', 'America/Los_Angeles'])(
  'days are days of UTC, also where it is drawn in %s',
  (zone) => {
    const { TZ } = process.env;
    onTestFinished(() => {
      if (TZ === undefined) delete process.env.TZ;
      else process.env.TZ = TZ;
    });
    process.env.TZ = 'UTC';
    const { text } = lines('x', days);
    process.env.TZ = zone;
    expect(new Date('2026-11-01T00:00:00Z').getHours()).not.toBe(0);
    expect(lines('x', days).text).toBe(text);
  },
);

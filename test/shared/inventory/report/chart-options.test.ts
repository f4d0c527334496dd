import { expect, test } from 'vitest';
import {
  barsHeight,
  barsOption,
  linesOption,
} from '../../../../shared/inventory/report/chart-options.ts';

const format = (value: number) => `${value} B`;
const bars = (...values: number[]) => ({
  rows: values.map((value) => ({ name: `repository ${value}`, value })),
  format,
});

test('rows are higher where names stand above their bars', () => {
  expect(barsHeight(bars(1, 2), 399)).toBeGreaterThan(barsHeight(bars(1, 2), 400));
  expect(barsHeight(bars(1, 2), 640)).toBe(barsHeight(bars(1, 2), 400));
});

test.each([
  [399, true],
  [400, false],
])('at %i pixels names stand above their bars: %s', (width, above) => {
  const option = barsOption(bars(1), width);
  const label = { inside: true, verticalAlign: 'bottom' };
  const { axisLabel } = option.yAxis as { axisLabel: object };
  if (above) expect(axisLabel).toMatchObject(label);
  else expect(axisLabel).toMatchObject({ overflow: 'truncate', width: expect.any(Number) });
  const left = (option.grid as { left: number }).left;
  expect(left > 8).toBe(!above);
  // Names above their bars leave these half of a row.
  expect(option.series).toMatchObject({ barWidth: above ? 12 : '62%' });
});

test.each([
  [[1, 2], false],
  [[0], false],
  [[1, -2], true],
])('bars of %j go to both sides: %s', (values, diverging) => {
  const { grid, xAxis, yAxis, series } = barsOption(bars(...values), 640) as {
    grid: { right: number };
    xAxis: { min: number; max: number };
    yAxis: { axisLine: { show: boolean } };
    series: { data: { label: { position: string }; itemStyle: { color: string } }[] };
  };
  expect(yAxis.axisLine.show).toBe(diverging);
  expect(xAxis.min < 0).toBe(diverging);
  // With both sides, the axis itself has the room for the figures.
  expect(grid.right > 0).toBe(!diverging);
  expect(xAxis.max).toBeGreaterThanOrEqual(Math.max(1, ...values));
  const sides = values.map((value) => (value < 0 ? 'left' : 'right'));
  expect(series.data.map(({ label }) => label.position)).toEqual(sides);
  const colours = values.map((value) => (value < 0 ? 'var(--less)' : 'var(--bar)'));
  expect(series.data.map(({ itemStyle }) => itemStyle.color)).toEqual(colours);
});

test('a bar says its value at its end', () => {
  const { series } = barsOption(bars(7), 640) as {
    series: { label: { show: boolean; formatter: (it: { value: number }) => string } };
  };
  expect(series.label.show).toBe(true);
  expect(series.label.formatter({ value: 7 })).toBe('7 B');
});

test('lines of few days have points, and an area if that is asked for', () => {
  const lines = (days: number, area?: boolean) =>
    linesOption(
      {
        dates: Array.from({ length: days }, (_, at) => `2026-11-0${at + 1}`),
        ...{ series: [Array(days).fill(1)], format },
        ...(area && { area }),
      },
      640,
    ).series[0];
  expect(lines(2)).toMatchObject({
    showSymbol: true,
    data: [['2026-11-01T00:00:00Z', 1], expect.anything()],
  });
  expect(lines(3)).toMatchObject({ showSymbol: false });
  expect(lines(2)).not.toHaveProperty('areaStyle');
  expect(lines(2, true)).toHaveProperty('areaStyle');
});

test('a narrow place has fewer days below its lines', () => {
  const split = (width: number) =>
    linesOption({ dates: ['2026-11-01'], series: [[1]], format }, width).xAxis.splitNumber;
  expect(split(399)).toBeLessThan(split(400));
  expect(split(400)).toBe(split(640));
});

test('days are written as such', () => {
  const { xAxis } = linesOption({ dates: ['2026-11-01'], series: [[1]], format }, 640);
  // Of days that stand close together some are left out.
  expect(xAxis.axisLabel.hideOverlap).toBe(true);
  expect(xAxis.axisLabel.formatter(Date.UTC(2026, 10, 1))).toBe('2026-11-01');
});

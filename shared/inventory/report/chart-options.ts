import type { EChartsCoreOption } from 'echarts/core';
import { shortName } from './format.ts';

/** Horizontal bars: one per name, with its value at the end. Negative values go to the left. */
export interface Bars {
  rows: readonly { name: string; value: number }[];
  format: (value: number) => string;
}

/** Lines over days. The first is solid, the second dashed, the third dotted. */
export interface Lines {
  /** YYYY-MM-DD, oldest first. */
  dates: readonly string[];
  series: readonly (readonly number[])[];
  format: (value: number) => string;
  /** Whether the area below the lines is filled; default no. */
  area?: boolean;
}

/** The font that texts are measured with; the page sets the same size. */
const textStyle = { fontFamily: 'sans-serif', fontSize: 12 };
const muted = { ...textStyle, color: 'var(--muted)' };
const still = { silent: true, emphasis: { disabled: true } };
const rowHeight = 24;
/** Options for the layout with names above their bars. */
const tallRowHeight = 40;
/** Pixels: in a narrower chart, names are above their bars. */
const NARROW = 400;
/** Pixels of a character, the wide ones among them. */
const CHARACTER = 7.6;
/** Pixels that a figure at the end of a bar takes. */
const figureWidth = 76;

export function barsHeight({ rows }: Bars, width: number): number {
  return rows.length * (width < NARROW ? tallRowHeight : rowHeight) + 8;
}

export function barsOption({ rows, format }: Bars, width: number): EChartsCoreOption {
  const diverging = rows.some(({ value }) => value < 0);
  const above = width < NARROW;
  const names = above ? 0 : Math.min(Math.round(width * 0.38), longest(rows) * CHARACTER + 8);
  const room = above ? width - 8 : names;
  const data = rows.map(({ value }) => ({
    value,
    itemStyle: { color: value < 0 ? 'var(--less)' : 'var(--bar)' },
    label: { position: value < 0 ? 'left' : 'right' },
  }));
  return {
    grid: {
      left: names + 8,
      right: diverging ? 0 : figureWidth,
      top: 4,
      bottom: 4,
      outerBoundsMode: 'none',
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: rows.map(({ name }) => shortName(name, Math.floor(room / CHARACTER))),
      axisLabel: {
        ...textStyle,
        color: 'var(--text)',
        interval: 0,
        ...(above ? aboveTheBar : { width: names, overflow: 'truncate' }),
      },
      axisLine: { show: diverging, lineStyle: { color: 'var(--muted)' } },
      axisTick: { show: false },
    },
    xAxis: {
      type: 'value',
      show: false,
      ...(diverging
        ? diverged(rows, width - names)
        : { min: 0, max: Math.max(1, ...rows.map((row) => row.value)) }),
    },
    series: {
      ...still,
      type: 'bar',
      data,
      barWidth: above ? 12 : '62%',
      label: {
        ...textStyle,
        show: true,
        color: 'var(--text)',
        formatter: ({ value }: { value: number }) => format(value),
      },
    },
  };
}

/** In the upper half of a row, whose bar is in the middle. */
const aboveTheBar = {
  ...{ inside: true, align: 'left', verticalAlign: 'bottom', margin: 0 },
  padding: [0, 0, 8, 0],
};

/** The range of the axis: the longest bars on both sides, and room for the figures at their ends. */
function diverged(rows: Bars['rows'], width: number): { min: number; max: number } {
  const values = rows.map(({ value }) => value);
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const room = (most - least) * (figureWidth / Math.max(figureWidth, width - 2 * figureWidth));
  return { min: least - room, max: most + room };
}

function longest(rows: Bars['rows']): number {
  return Math.max(...rows.map(({ name }) => [...shortName(name, 40)].length));
}

const dashes = ['solid', [7, 4], [2, 4]] as const;

export function linesOption({ dates, series, format, area }: Lines, width: number) {
  return {
    grid: { left: 66, right: 28, top: 12, bottom: 28, outerBoundsMode: 'none' },
    xAxis: {
      type: 'time',
      minInterval: 86_400_000,
      splitNumber: width < NARROW ? 2 : 5,
      axisLabel: { ...muted, hideOverlap: true, formatter: isoDay },
      axisLine: { lineStyle: { color: 'var(--muted)' } },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'value',
      splitNumber: 4,
      min: 0,
      axisLabel: { ...muted, formatter: format },
      splitLine: { lineStyle: { color: 'var(--line)' } },
    },
    series: series.map((values, at) => ({
      ...still,
      type: 'line',
      showSymbol: values.length < 3,
      symbol: 'circle',
      itemStyle: { color: `var(--series-${at + 1})` },
      lineStyle: { color: `var(--series-${at + 1})`, width: 2, type: dashes[at] },
      ...(area && { areaStyle: { color: 'var(--series-1)', opacity: 0.15 } }),
      // Without a time zone the library takes a day for one of the machine's.
      data: values.map((value, day) => [`${dates[day]}T00:00:00Z`, value]),
    })),
  };
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

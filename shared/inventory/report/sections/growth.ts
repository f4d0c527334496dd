import type { DailyTotals, Summary } from '../../summary/summary.ts';
import type * as Charts from '../charts.ts';
import { details, table, wideSection } from '../elements.ts';
import { count, figure, signed, size } from '../format.ts';
import { type Html, html } from '../html.ts';

/** Days that the charts show: a little more than a year. */
const drawnAtMost = 400;
const listedAtMost = 31;

/** The totals of the registry over time; nothing for the first inventory. */
export function growth({ history }: Summary, charts: typeof Charts): Html | undefined {
  const days = history.slice(-drawnAtMost);
  if (days.length < 2) return undefined;
  const dates = days.map(({ date }) => date);
  const of = (key: 'bytes' | 'images' | 'tags' | 'untaggedImages') => days.map((it) => it[key]);
  return wideSection(
    'growth',
    'Growth',
    html`<h3>Size</h3>
${charts.lines(inWords(days, 'bytes', 'Size', size), { dates, series: [of('bytes')], format: size, area: true })}`,
    html`<h3>Images and tags</h3>
${legend}
${charts.lines(
  `${inWords(days, 'images', 'Images', figure)} ${inWords(days, 'tags', 'Tags', figure)} ${inWords(days, 'untaggedImages', 'Untagged images', figure)}`,
  { dates, series: [of('images'), of('tags'), of('untaggedImages')], format: figure },
)}`,
    details('The figures of each day', daily(history)),
  );
}

/** Line patterns as chart-options.ts draws them. */
const legend = html`<ul class="legend">
<li class="first">images</li><li class="second">tags</li><li class="third">untagged images</li></ul>`;

function inWords(
  days: readonly DailyTotals[],
  key: keyof Omit<DailyTotals, 'date'>,
  what: string,
  format: (value: number) => string,
): string {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return '';
  const change = signed(last[key] - first[key], format);
  return `${what} from ${format(first[key])} on ${first.date} to ${format(last[key])} on ${last.date}: ${change} in ${count(days.length, 'inventory', 'inventories')}.`;
}

function daily(history: readonly DailyTotals[]): Html {
  const newestFirst = history.slice(-listedAtMost).toReversed();
  return table({
    caption: 'Totals of each day',
    columns: [
      { title: 'Date' },
      { title: 'Repositories', kind: 'figure' },
      { title: 'Images', kind: 'figure' },
      { title: 'Tags', kind: 'figure' },
      { title: 'Untagged', kind: 'figure' },
      { title: 'Size', kind: 'figure' },
    ],
    rows: newestFirst.map((it) => [
      it.date,
      ...[it.repositories, it.images, it.tags, it.untaggedImages].map(figure),
      size(it.bytes),
    ]),
  });
}

import type { Comparison, Summary } from '../../summary/summary.ts';
import type * as Charts from '../charts.ts';
import { details, name, remark, table, wideSection } from '../elements.ts';
import { count, day, figure, shortDigest, signed, size } from '../format.ts';
import { type Html, html } from '../html.ts';

const movedAtMost = 100;

/** The changes since the previous inventory; nothing for the first one. */
export function changed({ comparison }: Summary, charts: typeof Charts): Html | undefined {
  if (!comparison) return undefined;
  return wideSection(
    'changes',
    `What has changed since ${day(comparison.since)}`,
    html`<h3>New, gone and moved</h3>${doubt(comparison)}${kinds(comparison.changes)}${moved(comparison)}`,
    html`<h3>Growth of repositories</h3>${grown(comparison.growth, charts)}`,
  );
}

function doubt({ notCompared }: Comparison): Html | undefined {
  return notCompared === undefined
    ? undefined
    : remark(`Some repositories are not compared: ${notCompared}.`);
}

function kinds(changes: Comparison['changes']): Html {
  return table({
    caption: 'How many are new, gone and moved',
    columns: [
      { title: 'What' },
      { title: 'New', kind: 'figure' },
      { title: 'Gone', kind: 'figure' },
      { title: 'Moved', kind: 'figure' },
    ],
    rows: [
      ['Repositories', figure(changes['repository-new']), figure(changes['repository-gone']), '–'],
      ['Images', figure(changes['image-new']), figure(changes['image-gone']), '–'],
      [
        'Tags',
        ...[changes['tag-new'], changes['tag-gone'], changes['tag-moved']].map((it) => figure(it)),
      ],
    ],
  });
}

function moved({ movedTags, changes }: Comparison): Html {
  if (movedTags.length === 0) return remark('No tag points to another image than before.');
  const rows = movedTags
    .slice(0, movedAtMost)
    .map((it) => [
      html`${name(it.repository)}:${name(it.tag)}`,
      html`<code>${shortDigest(it.previousDigest)}</code>`,
      html`<code>${shortDigest(it.digest)}</code>`,
    ]);
  const total = changes['tag-moved'];
  return details(
    `${count(total, 'moved tag')}: the same tag, another image`,
    table({
      caption: 'Tags that point to another image than before',
      columns: [{ title: 'Tag', kind: 'name' }, { title: 'From' }, { title: 'To' }],
      rows,
      total,
    }),
  );
}

function grown(growth: Comparison['growth'], charts: typeof Charts): Html {
  const [first] = growth;
  if (!first) return remark('No repository holds more or less than before.');
  const change = (bytes: number) => signed(bytes, size);
  const label = `The repositories that grew or shrank most, by bytes: ${count(growth.length, 'bar')}, the first ${first.repository} with ${change(first.bytes)}.`;
  const rows = growth.map(({ repository, bytes }) => ({ name: repository, value: bytes }));
  return html`${charts.bars(label, { rows, format: change })}
${details(
  'The same in figures',
  table({
    caption: 'Growth of repositories',
    columns: [
      { title: 'Repository', kind: 'name' },
      { title: 'Size', kind: 'figure' },
      { title: 'Images', kind: 'figure' },
    ],
    rows: growth.map((it) => [name(it.repository), change(it.bytes), signed(it.images, figure)]),
  }),
)}`;
}

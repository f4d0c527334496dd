import { ageClassDays } from '../../summary/ages.ts';
import type { Summary } from '../../summary/summary.ts';
import type * as Charts from '../charts.ts';
import { details, remark, section, table } from '../elements.ts';
import { figure, share } from '../format.ts';
import { type Html, html } from '../html.ts';

/** How old images are, and how long ago they were pulled. */
export function ages(
  { ages: { pushed, pulled, neverPulled }, images }: Summary,
  charts: typeof Charts,
) {
  if (images === 0) return section('ages', 'Age', remark('There are no images.'));
  const byPush = classes.map((name, at) => ({ name, value: pushed[at] ?? 0 }));
  const byPull = [
    ...classes.map((name, at) => ({ name, value: pulled[at] ?? 0 })),
    { name: 'never', value: neverPulled },
  ];
  return section(
    'ages',
    'Age',
    html`<h3>Last pulled</h3>${charts.bars(inWords('last pull', byPull), { rows: byPull, format: figure })}`,
    html`<h3>Pushed</h3>${charts.bars(inWords('push', byPush), { rows: byPush, format: figure })}`,
    details('The same in figures', figures(byPush, byPull, images)),
    remark('ECR gives the last pull to the day, and only pulls that it has recorded.'),
  );
}

const classes = [
  ...ageClassDays.map((to, at) =>
    at === 0 ? `up to ${to} days` : `${(ageClassDays[at - 1] ?? 0) + 1} to ${to} days`,
  ),
  `over ${ageClassDays.at(-1)} days`,
];

type Rows = readonly { name: string; value: number }[];

function inWords(what: string, rows: Rows): string {
  return `Images by days since their ${what}. ${rows.map(({ name, value }) => `${name}: ${figure(value)}`).join('; ')}.`;
}

function figures(byPush: Rows, byPull: Rows, images: number): Html {
  const both = (value: number | undefined) =>
    value === undefined ? ['–', '–'] : [figure(value), share(value, images)];
  return table({
    caption: 'Images by age',
    columns: [
      { title: 'Age' },
      { title: 'Pulled', kind: 'figure' },
      { title: 'Share', kind: 'figure' },
      { title: 'Pushed', kind: 'figure' },
      { title: 'Share', kind: 'figure' },
    ],
    rows: byPull.map(({ name, value }, at) => [name, ...both(value), ...both(byPush[at]?.value)]),
  });
}

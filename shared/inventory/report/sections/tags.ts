import type { RepositoryCount } from '../../summary/count.ts';
import type { Summary } from '../../summary/summary.ts';
import type * as Charts from '../charts.ts';
import { details, name, remark, section, table } from '../elements.ts';
import { count, figure } from '../format.ts';
import { type Html, html } from '../html.ts';
import { most } from '../most.ts';

/** The upper bounds of the classes by number of tags; a last class has all others. */
const classes = [0, 1, 5, 20, 100, 1000] as const;
const atMost = 10;

export function tagsPerRepository({ perRepository, tags }: Summary, charts: typeof Charts): Html {
  if (perRepository.length === 0) {
    return section('tags', 'Tags per repository', remark('There are no repositories.'));
  }
  const rows = distribution(perRepository);
  const label = `How many repositories have how many tags. ${rows.map(({ name, value }) => `${name}: ${figure(value)}`).join('; ')}.`;
  return section(
    'tags',
    'Tags per repository',
    remark(
      `${count(tags, 'tag')} in ${count(perRepository.length, 'repository', 'repositories')}.`,
    ),
    charts.bars(label, { rows, format: figure }),
    details('The same in figures', figures(rows)),
    ranking(perRepository),
  );
}

function distribution(perRepository: readonly RepositoryCount[]) {
  const repositories = new Array<number>(classes.length + 1).fill(0);
  for (const { tags } of perRepository) {
    const found = classes.findIndex((limit) => tags <= limit);
    const at = found === -1 ? classes.length : found;
    repositories[at] = (repositories[at] ?? 0) + 1;
  }
  return repositories.map((value, at) => ({ name: className(at), value }));
}

function className(at: number): string {
  const [from, to] = [(classes[at - 1] ?? -1) + 1, classes[at]];
  if (to === undefined) return `over ${figure(from - 1)} tags`;
  return from === to ? count(to, 'tag') : `${figure(from)} to ${figure(to)} tags`;
}

function figures(rows: ReturnType<typeof distribution>): Html {
  return table({
    caption: 'Repositories by number of tags',
    columns: [{ title: 'Tags' }, { title: 'Repositories', kind: 'figure' }],
    rows: rows.map(({ name, value }) => [name, figure(value)]),
  });
}

function ranking(perRepository: readonly RepositoryCount[]): Html | undefined {
  const top = most(perRepository, 'tags', atMost);
  if (top.length === 0) return undefined;
  return html`<h3>Most tags</h3>${table({
    caption: 'Repositories with most tags',
    columns: [
      { title: 'Repository', kind: 'name' },
      { title: 'Tags', kind: 'figure' },
      { title: 'Images', kind: 'figure' },
    ],
    rows: top.map((it) => [name(it.repository), figure(it.tags), figure(it.images)]),
    total: perRepository.length,
  })}`;
}

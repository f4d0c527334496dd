import type { RepositoryCount } from '../../summary/count.ts';
import type { Summary } from '../../summary/summary.ts';
import type * as Charts from '../charts.ts';
import { name, remark, table, wideSection } from '../elements.ts';
import { count, figure, share, size } from '../format.ts';
import type { Html } from '../html.ts';
import { most } from '../most.ts';

const atMost = 20;

export function largest({ perRepository, bytes }: Summary, charts: typeof Charts): Html {
  const top = most(perRepository, 'bytes', atMost);
  const [first] = top;
  if (!first) return wideSection('largest', 'Largest repositories', remark('There are none.'));
  const label = `The ${count(top.length, 'largest repository', 'largest repositories')} by bytes, the first ${first.repository} with ${size(first.bytes)}, ${share(first.bytes, bytes)} of all.`;
  const rows = top.map((it) => ({ name: it.repository, value: it.bytes }));
  return wideSection(
    'largest',
    'Largest repositories',
    charts.bars(label, { rows, format: size }),
    table({
      caption: 'Largest repositories in figures',
      columns: [
        { title: 'Repository', kind: 'name' },
        { title: 'Size', kind: 'figure' },
        { title: 'Share', kind: 'figure' },
        { title: 'Images', kind: 'figure' },
        { title: 'Tags', kind: 'figure' },
      ],
      rows: top.map((it: RepositoryCount) => [
        name(it.repository),
        size(it.bytes),
        share(it.bytes, bytes),
        figure(it.images),
        figure(it.tags),
      ]),
      total: perRepository.length,
    }),
  );
}

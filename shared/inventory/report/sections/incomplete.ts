import type { Summary } from '../../summary/summary.ts';
import { name, table } from '../elements.ts';
import { count } from '../format.ts';
import { type Html, html } from '../html.ts';

const atMost = 100;

/** The repositories that are missing in the totals. Nothing when all could be read. */
export function incomplete({ complete, failed }: Summary): Html | undefined {
  if (complete) return undefined;
  return html`
<section id="incomplete" class="wide notice" aria-labelledby="incomplete-title">
<h2 id="incomplete-title">Incomplete: ${count(failed.length, 'repository', 'repositories')} could not be read</h2>
<p>They are not counted in the figures of this page. They may hold images.</p>
${table({
  caption: 'Repositories that could not be read',
  columns: [
    { title: 'Repository', kind: 'name' },
    { title: 'Why', kind: 'name' },
  ],
  rows: failed.slice(0, atMost).map(({ repository, error }) => [name(repository), name(error)]),
  total: failed.length,
})}
</section>`;
}

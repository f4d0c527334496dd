import type { NamingSummary, Summary } from '../../summary/summary.ts';
import { details, name, remark, section, table } from '../elements.ts';
import { count } from '../format.ts';
import { type Html, html } from '../html.ts';

const atMost = 100;

/** The naming violations. */
export function naming({ naming: found }: Summary): Html {
  const title = 'Naming';
  if (!found) return section('naming', title, remark('registry.yml has no naming rules.'));
  const { repositories, tags } = found;
  if (repositories + tags === 0)
    return section('naming', title, remark('There are no naming violations.'));
  return section(
    'naming',
    title,
    html`<p>${count(repositories + tags, 'naming violation')}: ${count(repositories, 'repository name')} and ${count(tags, 'tag')}.</p>`,
    examples(found),
  );
}

function examples({ examples, repositories, tags }: NamingSummary): Html {
  const shown = examples.slice(0, atMost);
  const rows = shown.map((it) => [
    it.tag === undefined ? name(it.repository) : html`${name(it.repository)}:${name(it.tag)}`,
    name(it.rule),
    name(it.reason),
  ]);
  const columns = ['Name', 'Rule', 'Why'].map((title) => ({ title, kind: 'name' as const }));
  const list = table({
    caption: 'Naming violations',
    columns,
    rows,
    total: repositories + tags,
  });
  return rows.length <= 10 ? list : details(`${count(rows.length, 'example')}`, list);
}

import type { CheckedPolicy, Checks } from '../checks.ts';
import { name, remark, table, wideSection } from '../elements.ts';
import { count, figure, size } from '../format.ts';
import { type Html, html } from '../html.ts';

const atMost = 100;

/** What lifecycle policies would do, those that hit images in use first. Nothing where they were not checked. */
export function policies({ policies: checked }: Checks): Html | undefined {
  if (checked === undefined) return undefined;
  const { repositories, doubts } = checked;
  const ordered = repositories.toSorted((a, b) => inUseOf(b) - inUseOf(a));
  const shown = ordered.slice(0, atMost);
  const title = 'Lifecycle policies';
  const notes = doubts.map((it) => html`<p>${name(it)}</p>`);
  if (repositories.length === 0) {
    return wideSection(
      'policies',
      title,
      html`${remark('There are no lifecycle policies.')}${notes}`,
    );
  }
  const rules = table({
    caption: 'What each rule would expire or archive',
    columns: [
      { title: 'Repository', kind: 'name' },
      { title: 'Rule', kind: 'name' },
      { title: 'Images', kind: 'figure' },
      { title: 'Size', kind: 'figure' },
      { title: 'In use', kind: 'figure' },
    ],
    rows: shown.flatMap(rowsOf),
  });
  return wideSection(
    'policies',
    title,
    html`${rules}${more(repositories.length - shown.length)}${notes}`,
    html`<h3>In use and mistakes</h3>${found(shown)}`,
  );
}

function inUseOf({ rules }: CheckedPolicy): number {
  return rules.reduce((sum, { inUse = 0 }) => sum + inUse, 0);
}

function rowsOf({ repository, rules }: CheckedPolicy): (Html | string)[][] {
  return rules.map(({ text, images, bytes = 0, inUse = 0, partial }) => [
    name(repository),
    name(text),
    ...(images === undefined
      ? ['unknown', 'unknown', 'unknown']
      : [`${partial ? 'at least ' : ''}${figure(images)}`, size(bytes), figure(inUse)]),
  ]);
}

function found(repositories: readonly CheckedPolicy[]): Html {
  const rows = repositories.flatMap((it) =>
    it.found.map((text) => [name(it.repository), name(text)]),
  );
  if (rows.length === 0) return remark('No rule hits an image in use, and there are no mistakes.');
  const columns = ['Repository', 'What'].map((title) => ({ title, kind: 'name' as const }));
  return table({ caption: 'What is in use, and mistakes', columns, rows });
}

function more(repositories: number): Html | undefined {
  if (repositories <= 0) return undefined;
  const left = count(repositories, 'repository', 'repositories');
  return remark(`and ${left} more: npx ecr-steward lifecycle shows all`);
}

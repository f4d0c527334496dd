import { figure } from './format.ts';
import { type Html, html } from './html.ts';

/** A section of the page. */

export function section(id: string, title: string, ...content: (Html | undefined)[]): Html {
  return html`
<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${content}
</section>`;
}

/** The same, over the whole width of the page, with its parts side by side. */
export function wideSection(id: string, title: string, ...parts: (Html | undefined)[]): Html {
  const there = parts.filter((part) => part !== undefined);
  return html`
<section id="${id}" class="wide" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
<div class="parts">${there.map((part) => html`<div>${part}</div>`)}</div>
</section>`;
}

/** A name from outside: with its own text direction, and broken where the line ends. */
export function name(text: string): Html {
  return html`<bdi class="name">${text}</bdi>`;
}

export interface Column {
  title: string;
  /** Figures are aligned to the right; names may break anywhere. Default text. */
  kind?: 'figure' | 'name';
}

export interface Table {
  caption: string;
  columns: readonly Column[];
  /** The first cell is what the row is about. */
  rows: readonly (readonly (Html | string)[])[];
  /** The number of all rows; default that of `rows`. */
  total?: number;
}

/**
 * A table in its own box. Where there is no room for its columns, each row is a name with its figures below; the
 * roles keep it a table for screen readers.
 */
export function table({ caption, columns, rows, total = rows.length }: Table): Html {
  const kindOf = (at: number) => columns[at]?.kind ?? 'text';
  const cell = (content: Html | string, at: number) =>
    at === 0
      ? html`<th scope="row" role="rowheader" class="${kindOf(at)}">${content}</th>`
      : html`<td role="cell" class="${kindOf(at)}" data-title="${columns[at]?.title}">${content}</td>`;
  const head = columns.map(
    ({ title }, at) =>
      html`<th scope="col" role="columnheader" class="${kindOf(at)}">${title}</th>`,
  );
  const body = rows.map((row) => html`<tr role="row">${row.map(cell)}</tr>\n`);
  return html`
<div class="box" role="region" aria-label="${caption}" tabindex="0">
<table role="table" class="${isWide(columns) ? 'stacking' : undefined}"><caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${head}</tr></thead>
<tbody role="rowgroup">${body}</tbody></table>
</div>${total > rows.length ? more(total - rows.length) : undefined}`;
}

/** More columns than fit on a phone. */
function isWide(columns: readonly Column[]): boolean {
  return columns.length > 3 || columns.filter(({ kind }) => kind !== 'figure').length > 1;
}

function more(rows: number): Html {
  return html`<p class="more">and ${figure(rows)} more, in the Parquet files of the inventory</p>`;
}

/** Content that is folded until it is opened; printed in full. */
export function details(title: string, content: Html): Html {
  return html`<details><summary>${title}</summary>${content}</details>`;
}

export function remark(text: string): Html {
  return html`<p class="remark">${text}</p>`;
}

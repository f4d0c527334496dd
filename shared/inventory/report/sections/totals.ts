import type { Comparison, Summary } from '../../summary/summary.ts';
import type { Totals } from '../../take.ts';
import { day, dollars, figure, signed, size } from '../format.ts';
import { type Html, html } from '../html.ts';

/** The totals of a registry, and how they changed since the last inventory. */
export function totals(summary: Summary): Html {
  const { comparison, cost } = summary;
  const tile = (key: keyof Totals, title: string, format = figure) =>
    figureTile(key, title, summary[key], format, comparison?.difference[key]);
  return html`
<section id="totals" class="wide plain" aria-labelledby="totals-title">
<h2 id="totals-title">Totals</h2>
<dl class="totals">
${tile('repositories', 'Repositories')}
${tile('images', 'Images')}
${tile('tags', 'Tags')}
${tile('untaggedImages', 'Untagged images')}
${tile('bytes', 'Size', size)}
${figureTile('cost', 'Cost a month, at most', cost.perMonth, dollars, costDifference(summary))}
</dl>
<p class="remark">${comparedWith(comparison)}</p>
</section>`;
}

function figureTile(
  key: string,
  title: string,
  value: number,
  format: (value: number) => string,
  difference: number | undefined,
): Html {
  const change = difference === undefined ? undefined : signed(difference, format);
  return html`<div><dt>${title}</dt>
<dd><data class="total" data-total="${key}" value="${String(value)}">${format(value)}</data>
${change === undefined ? undefined : html`<span class="change" data-difference="${key}">${change}</span>`}</dd></div>`;
}

function comparedWith(comparison: Comparison | undefined): string {
  if (!comparison)
    return 'There is no earlier inventory to compare with: growth and changes are shown from the second one on.';
  return `Below each figure is the change since ${day(comparison.since)}.`;
}

/**
 * The change of the cost at today's prices, one for active and one for archived bytes. Undefined when no bytes of a
 * kind are left from which its price follows.
 */
function costDifference({ cost, bytes, archivedBytes, comparison }: Summary): number | undefined {
  if (!comparison) return undefined;
  const { difference } = comparison;
  const active = at(cost.perMonth - cost.archivedPerMonth, bytes - archivedBytes);
  const archived = at(cost.archivedPerMonth, archivedBytes);
  return sum(
    active(difference.bytes - difference.archivedBytes),
    archived(difference.archivedBytes),
  );
}

/** The cost of bytes at the price at which `bytes` cost `cost`. */
function at(cost: number, bytes: number): (difference: number) => number | undefined {
  return (difference) => {
    if (difference === 0) return 0;
    return bytes === 0 ? undefined : (cost / bytes) * difference;
  };
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

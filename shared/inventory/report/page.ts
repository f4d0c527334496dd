import { createHash } from 'node:crypto';
import type { Summary } from '../summary/summary.ts';
import type { Checks } from './checks.ts';
import { count, day, minute } from './format.ts';
import { Html, html } from './html.ts';
import { acts } from './sections/actions.ts';
import { ages } from './sections/ages.ts';
import { cache } from './sections/cache.ts';
import { changed } from './sections/changes.ts';
import { findings } from './sections/findings.ts';
import { growth } from './sections/growth.ts';
import { incomplete } from './sections/incomplete.ts';
import { largest } from './sections/largest.ts';
import { naming } from './sections/naming.ts';
import { policies } from './sections/policies.ts';
import { quotas } from './sections/quotas.ts';
import { registry } from './sections/registry.ts';
import { storage } from './sections/storage.ts';
import { tagsPerRepository } from './sections/tags.ts';
import { totals } from './sections/totals.ts';
import { style } from './style.ts';

/**
 * An inventory as one HTML page: no script, nothing from the network, light and dark. The same summary
 * always makes the same page.
 *
 * @param checks - Checks that were made besides; default none.
 */
export async function renderReport(summary: Summary, checks: Checks = {}): Promise<string> {
  const charts = await import('./charts.ts');
  const title = `Inventory of ${summary.registryId} in ${summary.region}, ${day(summary.takenAt)}`;
  const there = contents.flatMap(([id, title, make]) => {
    const section = make(summary, charts, checks);
    return section === undefined ? [] : [{ id, title, section }];
  });
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body>
${header(summary, there)}
<main>
${incomplete(summary)}
${there.map(({ section }) => section)}
</main>
${footer(summary)}
</body>
</html>
`.text;
}

/** Allows this stylesheet and nothing else. */
const hash = createHash('sha256').update(style).digest('base64');
const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;

type Make = (
  summary: Summary,
  charts: typeof import('./charts.ts'),
  checks: Checks,
) => Html | undefined;

/** The sections in their order; an empty one is left out of the page and of its contents. */
const contents: readonly (readonly [id: string, title: string, Make])[] = [
  ['totals', 'Totals', totals],
  ['findings', 'Findings', (_, __, checks) => findings(checks)],
  ['policies', 'Policies', (_, __, checks) => policies(checks)],
  ['growth', 'Growth', growth],
  ['changes', 'Changes', changed],
  ['largest', 'Largest', largest],
  ['tags', 'Tags', tagsPerRepository],
  ['ages', 'Age', ages],
  ['storage', 'Storage', storage],
  ['quotas', 'Quotas', quotas],
  ['naming', 'Naming', naming],
  ['acts', 'Acts', acts],
  ['registry', 'Settings', registry],
  ['cache', 'Cache', cache],
];

function header(
  { registryId, region, takenAt }: Summary,
  there: readonly { id: string; title: string }[],
): Html {
  return html`<header>
<h1>Inventory of ${registryId} in <span class="whole">${region}</span></h1>
<p>Amazon ECR, taken <time datetime="${takenAt}">${minute(takenAt)}</time></p>
<nav aria-label="Sections"><ul>
${there.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>\n`)}</ul></nav>
</header>`;
}

function footer({ parts }: Summary): Html {
  const rows = parts.length === 0 ? '' : ` Every row is in ${count(parts.length, 'Parquet file')}.`;
  return html`<footer><p>Made by ecr-steward.${rows} Times are UTC.</p></footer>`;
}

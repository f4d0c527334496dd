import type { Quota, Summary } from '../../summary/summary.ts';
import { name, section } from '../elements.ts';
import { figure, share } from '../format.ts';
import { type Html, html } from '../html.ts';

/** The parts of a quota from which on it counts as close, and as nearly used up. */
const close = 0.8;
const nearly = 0.95;

/** How much of the registry's quotas is used. */
export function quotas({ quotas: { repositories, imagesPerRepository } }: Summary): Html {
  const { repository } = imagesPerRepository;
  return section(
    'quotas',
    'Quotas',
    html`<dl class="quotas">
${meter('repositories', html`Repositories`, repositories)}
${meter(
  'images',
  html`Images per repository${repository === undefined ? undefined : html`, most in ${name(repository)}`}`,
  imagesPerRepository,
)}
</dl>`,
  );
}

function meter(id: string, title: Html, { used, limit }: Quota): Html {
  const parts = {
    low: close * limit,
    high: nearly * limit,
    max: limit,
    value: Math.min(used, limit),
  };
  const attribute = (key: keyof typeof parts) => String(parts[key]);
  return html`<div><dt id="quota-${id}">${title}</dt>
<dd><meter aria-labelledby="quota-${id}" min="0" optimum="0" low="${attribute('low')}" high="${attribute('high')}" max="${attribute('max')}" value="${attribute('value')}"></meter>
<span>${figure(used)} of ${figure(limit)}, ${share(used, limit)}: ${state(used / limit)}</span></dd></div>`;
}

function state(used: number): Html {
  if (used >= nearly) return html`<strong class="bad">nearly used up</strong>`;
  if (used >= close) return html`<strong class="warn">getting close</strong>`;
  return html`<span class="good">within the quota</span>`;
}

import type { Summary } from '../../summary/summary.ts';
import { name, remark, section } from '../elements.ts';
import { count } from '../format.ts';
import { type Html, html } from '../html.ts';

/** What was done the day before, and which rules only observe. */
export function acts({ acts: found }: Summary): Html {
  const title = 'Acts';
  if (!found) {
    return section(
      'acts',
      title,
      remark('The journal is read by the stack of the registry alone.'),
    );
  }
  if ('problem' in found) {
    const why = html`<p>The journal could not be read: ${name(found.problem)}</p>`;
    return section('acts', title, why);
  }
  const { date, done, failed, unknown, observing } = found;
  const others = [
    ...(failed > 0 ? [`${count(failed, 'act')} failed`] : []),
    ...(unknown > 0 ? [`of ${count(unknown, 'act')} nobody knows whether it was done`] : []),
  ];
  const total = [`${count(done, 'act')} on ${date}`, ...others].join(', ');
  const names = observing.map((rule) => html`<li>${name(rule)}</li>\n`);
  const waiting =
    observing.length === 0
      ? remark('Every rule that acts is allowed.')
      : html`<p>These rules only observe until they are allowed (npx ecr-steward allow):</p><ul>${names}</ul>`;
  return section('acts', title, html`<p>${total}.</p>`, waiting);
}

import type { Summary } from '../../summary/summary.ts';
import { name, remark, section } from '../elements.ts';
import { count } from '../format.ts';
import { type Html, html } from '../html.ts';

/** The actions of the day before, and the rules that only observe. */
export function acts({ acts: found }: Summary): Html {
  const title = 'Actions';
  if (!found) {
    return section(
      'acts',
      title,
      remark('Only the stack that owns a registry reads its audit log.'),
    );
  }
  if ('problem' in found) {
    const why = html`<p>The audit log could not be read: ${name(found.problem)}</p>`;
    return section('acts', title, why);
  }
  const { date, done, failed, unknown, observing } = found;
  const others = [
    ...(failed > 0 ? [`${count(failed, 'action')} failed`] : []),
    ...(unknown > 0 ? [`${count(unknown, 'action')} begun, with an unknown result`] : []),
  ];
  const total = [`${count(done, 'action')} on ${date}`, ...others].join(', ');
  const names = observing.map((rule) => html`<li>${name(rule)}</li>\n`);
  const waiting =
    observing.length === 0
      ? remark('Every rule that can be enforced is allowed.')
      : html`<p>These rules only observe until they are allowed (npx ecr-steward allow):</p><ul>${names}</ul>`;
  return section('acts', title, html`<p>${total}.</p>`, waiting);
}

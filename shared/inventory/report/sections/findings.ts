import type { Checks } from '../checks.ts';
import { name, remark, table, wideSection } from '../elements.ts';
import { count, shortDigest } from '../format.ts';
import { type Html, html } from '../html.ts';

const atMost = 100;

/** Images whose scan findings are more than their rule allows: those that run first. Nothing where none was checked. */
export function findings({ findings: checked }: Checks): Html | undefined {
  if (checked === undefined) return undefined;
  const { images, notKnown } = checked;
  const running = images.filter(({ usedBy }) => usedBy !== undefined);
  const ordered = [...running, ...images.filter(({ usedBy }) => usedBy === undefined)];
  const shown = ordered.slice(0, atMost);
  const note = notKnown === undefined ? undefined : remark(notKnown);
  const title = 'Scan findings';
  if (images.length === 0) {
    return wideSection('findings', title, html`${remark('No image fails its rule.')}${note}`);
  }
  const total = `${count(images.length, 'image')} with more findings than the rule allows`;
  const runs = notKnown === undefined ? `, ${running.length} of them in use` : '';
  const list = table({
    caption: 'Images that fail, those in use first',
    columns: [
      { title: 'Image', kind: 'name' },
      { title: 'Digest' },
      { title: 'Findings', kind: 'name' },
      { title: 'In use', kind: 'name' },
    ],
    rows: shown.map((it) => [
      name(it.name),
      html`<code>${shortDigest(it.digest)}</code>`,
      name(it.why),
      name(it.usedBy ?? '–'),
    ]),
  });
  const left = images.length - shown.length;
  return wideSection(
    'findings',
    title,
    html`<p>${total}${runs}.</p>${note}${list}${left > 0 ? remark(`and ${count(left, 'image')} more: npx ecr-steward scan shows all`) : undefined}`,
  );
}

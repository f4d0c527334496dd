import type { Summary } from '../../summary/summary.ts';
import { remark, section, table } from '../elements.ts';
import { dollars, figure, share, size } from '../format.ts';
import type { Html } from '../html.ts';

/** The storage of all, untagged and archived images, and its cost at most. */
export function storage(summary: Summary): Html {
  const { images, untaggedImages, referrers, archivedImages, cost } = summary;
  const { bytes, untaggedBytes, archivedBytes } = summary;
  const row = (title: string, of: number, ofBytes?: number, perMonth?: number) => [
    title,
    figure(of),
    share(of, images),
    ...(ofBytes === undefined ? ['–', '–'] : [size(ofBytes), share(ofBytes, bytes)]),
    perMonth === undefined ? '–' : dollars(perMonth),
  ];
  return section(
    'storage',
    'Storage and its cost',
    table({
      caption: 'Images by kind',
      columns: [
        { title: 'Images' },
        { title: 'Number', kind: 'figure' },
        { title: 'Of all', kind: 'figure' },
        { title: 'Size', kind: 'figure' },
        { title: 'Of all bytes', kind: 'figure' },
        { title: 'A month', kind: 'figure' },
      ],
      rows: [
        row('All', images, bytes, cost.perMonth),
        row('Untagged', untaggedImages, untaggedBytes, cost.untaggedPerMonth),
        row('Referring to another', referrers),
        row('Archived', archivedImages, archivedBytes, cost.archivedPerMonth),
      ],
    }),
    remark(
      'Cost is an estimate, and an upper bound: layers that images share are billed once and are counted here with each image.',
    ),
    remark(
      'Size and cost of untagged images leave out those that refer to another image, such as signatures and SBOMs. Images that an image index lists have no tag either: not every untagged image is unused.',
    ),
  );
}

import type { Uses } from '../../../local/aws.ts';
import { measureNights } from './measure.ts';

/** Garbage is collected early: what is measured is what is needed. */
const heap = ['--max-old-space-size=128', '--max-semi-space-size=4'];

const IN_USE = 200;

const without = `
use: { sources: [] }
`;

/** Retention keeps a tenth; the first night announces all others, which is the most that it has to remember. */
const with_ = (images: number) => `
use: { sources: [ecs, lambda] }
shield: [{ repositories: ["**"], action: report }]
retention:
  - repositories: ["**"]
    action: delete
    keep: { newest: [{ count: ${Math.max(1, images / 10)} }] }
    untaggedAfter: 30d
`;

export interface LargestRow {
  declared: string;
  night: number;
  images: number;
  /** Images that retention selects. */
  selected: number;
  peakBytes: number;
  calls: number;
  seconds: number;
}

/**
 * Walks over a repository of so many images. Of ten, one is an image index of two others, one a signature of it, one is in
 * the archive.
 */
export async function measureLargest(images: number): Promise<LargestRow[]> {
  const synthetic = { repositories: 1, imagesPerRepository: images };
  const rows: LargestRow[] = [];
  for (const [declared, registryYml] of Object.entries({
    nothing: without,
    'use, shield, retention': with_(images),
  })) {
    const asked = { synthetic, registryYml, recorded: [], uses: usesOf(images) };
    const nights = await measureNights(asked, heap, 2);
    for (const [at, { peakBytes, calls, seconds, end }] of nights.entries()) {
      const selected = selectedIn(end);
      rows.push({ declared, night: at + 1, images, selected, peakBytes, calls, seconds });
    }
  }
  return rows;
}

/** Of the answer of a walk. */
function selectedIn(end: object): number {
  const { retention } = end as { retention: { selected: { images: number } } };
  return retention.selected.images;
}

/** Functions that run images of the repository, evenly spread. */
function usesOf(images: number): Uses {
  const repository = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team-0000/service-00';
  const every = Math.max(10, Math.floor(images / IN_USE / 10) * 10);
  return {
    functions: Array.from({ length: Math.floor(images / every) }, (_, at) => {
      const index = at * every;
      const imageUri = `${repository}:1.${Math.floor(index / 100)}.${index % 100}`;
      return { name: `function-${at}`, imageUri };
    }),
  };
}

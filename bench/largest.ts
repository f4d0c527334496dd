import { measureLargest } from './walk/memory/largest.ts';
import { megabytes } from './walk/words.ts';

/**
 * The walk over the largest repository that ECR allows, 100,000 images, with what is in use, the shield and retention
 * declared, and without: peak memory, calls of ECR and time of the first night, which announces, and of the next one.
 * `npm run bench -- largest 1000` takes a smaller one.
 */

const [images = '100000'] = process.argv.slice(3);
const measured = await measureLargest(Number(images));
console.table(
  measured.map(({ peakBytes, ...row }) => ({ ...row, 'peak memory': megabytes(peakBytes) })),
);

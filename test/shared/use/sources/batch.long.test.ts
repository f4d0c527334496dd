import { expect, test } from 'vitest';
import { readingOver, web } from './reading.ts';

const sources = ['batch'] as const;

test('as there are more job definitions than are read, it is unknown', async () => {
  const name = (at: number) => ({ name: `d${at}`, images: [web(`:${at}`)] });
  const batch = Array.from({ length: 50_001 }, (_, at) => name(at));
  const { images, unknown } = await (await readingOver({ batch }, { sources })).read();
  expect(images).toHaveLength(50_000);
  expect(unknown.map(({ why }) => why)).toEqual([
    'there are more job definitions of AWS Batch than ecr-steward reads',
  ]);
});

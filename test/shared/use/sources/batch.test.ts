import { expect, test } from 'vitest';
import { linesOf, readingOver, web } from './reading.ts';

const sources = ['batch'] as const;

const revisions = (name: string, ...tags: string[]) =>
  tags.map((tag) => ({ name, images: [web(`:${tag}`)] }));

test('the last revision of each job definition is in use, those before it are on standby', async () => {
  const batch = [
    ...revisions('train', '1', '2', '3', '4'),
    ...revisions('report', 'r'),
    { name: 'public', images: ['public.ecr.aws/amazonlinux/amazonlinux:2023'] },
    { name: 'nothing' },
  ];
  const { read } = await readingOver({ batch }, { sources, taskDefinitions: 3 });
  const { images, unknown } = await read();
  expect(unknown).toEqual([]);
  expect(linesOf(images)).toEqual([
    'web:2 by Batch job definition train:2 standby',
    'web:3 by Batch job definition train:3 standby',
    'web:4 by Batch job definition train:4',
    'web:r by Batch job definition report:1',
  ]);
});

test('the last active revision is in use, whatever is on standby', async () => {
  const batch = [
    ...revisions('train', '1', '2'),
    { name: 'train', images: [web(':3')], status: 'INACTIVE' as const },
  ];
  const { read } = await readingOver({ batch }, { sources, taskDefinitions: 0 });
  expect(linesOf((await read()).images)).toEqual(['web:2 by Batch job definition train:2']);
});

test.each(['ecs', 'eks', 'nodes'] as const)('all containers count: %s', async (form) => {
  const batch = [{ name: 'train', form, images: [web(':a'), web(':b')] }];
  const { read } = await readingOver({ batch }, { sources });
  expect(linesOf((await read()).images)).toEqual([
    'web:a by Batch job definition train:1',
    'web:b by Batch job definition train:1',
  ]);
});

test('all pages are read, though the revisions of a definition are on several', async () => {
  const tags = Array.from({ length: 250 }, (_, at) => `${at}`);
  const { calls, read } = await readingOver(
    { batch: revisions('train', ...tags) },
    { sources, taskDefinitions: 2 },
  );
  expect(linesOf((await read()).images)).toEqual([
    'web:248 by Batch job definition train:249 standby',
    'web:249 by Batch job definition train:250',
  ]);
  expect(calls.filter((it) => it.includes('DescribeJobDefinitions'))).toHaveLength(3);
});

test('nothing is in use where there is no job definition', async () => {
  const { read } = await readingOver({}, { sources });
  expect(await read()).toEqual({ images: [], unknown: [] });
});

test.each(['AccessDeniedException', 'ThrottlingException', 'ServerException', 'ClientException'])(
  'as DescribeJobDefinitions answers %s, it is unknown',
  async (error) => {
    const batch = revisions('train', '1');
    const { aws, read } = await readingOver({ batch }, { sources });
    aws.faults.set([{ operations: ['batch:DescribeJobDefinitions'], error }]);
    const { images, unknown } = await read();
    expect(images).toEqual([]);
    expect(unknown).toEqual([{ source: 'batch', why: expect.any(String) }]);
  },
);

test('as a page fails, nothing of the others counts as all there is', async () => {
  const batch = revisions('train', ...Array.from({ length: 150 }, (_, at) => `${at}`));
  const { aws, read } = await readingOver({ batch }, { sources });
  const operations = ['batch:DescribeJobDefinitions'];
  aws.faults.set([{ operations, error: 'AccessDeniedException', after: 1 }]);
  expect((await read()).unknown).toHaveLength(1);
});

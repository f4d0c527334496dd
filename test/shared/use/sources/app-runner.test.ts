import { expect, test } from 'vitest';
import { linesOf, readingOver, web } from './reading.ts';

const sources = ['appRunner'] as const;

test('App Runner runs the images of its services, paused ones too', async () => {
  const appRunner = [
    { name: 'web', image: web(':1') },
    { name: 'paused', image: web(':2'), status: 'PAUSED' as const },
    { name: 'deleted', image: web(':3'), status: 'DELETED' as const },
    { name: 'code' },
  ];
  const { read } = await readingOver({ appRunner }, { sources });
  const { images, unknown } = await read();
  expect(unknown).toEqual([]);
  expect(linesOf(images)).toEqual([
    'web:1 by App Runner service web',
    'web:2 by App Runner service paused',
  ]);
});

test('all pages are read', async () => {
  const appRunner = Array.from({ length: 45 }, (_, at) => ({
    name: `s${at}`,
    image: web(`:${at}`),
  }));
  const { read } = await readingOver({ appRunner }, { sources });
  expect((await read()).images).toHaveLength(45);
});

test.each(['ListServices', 'DescribeService'])(
  'as %s is denied, it is unknown',
  async (operation) => {
    const appRunner = [{ name: 'web', image: web(':1') }];
    const { aws, read } = await readingOver({ appRunner }, { sources });
    aws.faults.set([{ operations: [`apprunner:${operation}`], error: 'AccessDeniedException' }]);
    const { images, unknown } = await read();
    expect(images).toEqual([]);
    expect(unknown).toHaveLength(1);
    expect(unknown[0]?.why).toContain(`apprunner:${operation}`);
  },
);

test('a service that was deleted meanwhile runs nothing', async () => {
  const appRunner = [{ name: 'web', image: web(':1') }];
  const { aws, read } = await readingOver({ appRunner }, { sources });
  const operations = ['apprunner:DescribeService'];
  aws.faults.set([{ operations, error: 'ResourceNotFoundException' }]);
  expect(await read()).toEqual({ images: [], unknown: [] });
});

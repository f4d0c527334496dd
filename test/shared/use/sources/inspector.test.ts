import { describe, expect, test } from 'vitest';
import { digestOf, linesOf, readingOver } from './reading.ts';

const sources = ['inspector'] as const;
const image = { repository: 'web', digest: digestOf('a'), inUseCount: 3 };

describe('Amazon Inspector knows', () => {
  test('the workloads of EKS and ECS that run an image', async () => {
    const inspector = [
      {
        ...image,
        clusters: [
          { name: 'shop', runs: { namespace: 'front', workloads: ['web', 'cron'] } },
          { name: 'batch', runs: { group: 'family:job' } },
        ],
      },
    ];
    const { read } = await readingOver({ inspector }, { sources });
    const { images, unknown } = await read();
    expect(unknown).toEqual([]);
    expect(linesOf(images)).toEqual([
      'web@a by EKS cluster shop: front/web (and 1 more), by Amazon Inspector, ' +
        'ECS cluster batch: family:job, by Amazon Inspector',
    ]);
  });

  test('how many run it, where it does not name clusters; nothing of what nobody runs', async () => {
    const inspector = [image, { ...image, digest: digestOf('b'), inUseCount: 0 }];
    const { read } = await readingOver({ inspector }, { sources });
    expect(linesOf((await read()).images)).toEqual([
      'web@a by 3 tasks or pods, by Amazon Inspector',
    ]);
  });

  test('more images than it is asked the clusters of, on several pages', async () => {
    const inspector = Array.from({ length: 520 }, (_, at) => ({
      ...image,
      digest: `sha256:${at.toString(16).padStart(64, '0')}`,
    }));
    const { calls, read } = await readingOver({ inspector }, { sources });
    const { images, unknown } = await read();
    expect(unknown).toEqual([]);
    expect(images).toHaveLength(520);
    expect(calls.filter((call) => call === 'inspector2:GetClustersForImage')).toHaveLength(500);
  });
});

describe('it is unknown what runs', () => {
  test('while Inspector is off, which would say that nothing is in use', async () => {
    const { read } = await readingOver({}, { sources });
    const { images, unknown } = await read();
    expect(images).toEqual([]);
    expect(unknown).toHaveLength(1);
    expect(unknown[0]?.why).toMatch(/does not scan the images of this account \(status DISABLED\)/);
  });

  test.each(['BatchGetAccountStatus', 'ListCoverage', 'GetClustersForImage'])(
    'as %s is denied',
    async (operation) => {
      const { aws, read } = await readingOver({ inspector: [image] }, { sources });
      aws.faults.set([{ operations: [`inspector2:${operation}`], error: 'AccessDeniedException' }]);
      const { unknown } = await read();
      expect(unknown).toHaveLength(1);
      expect(unknown[0]?.why).toContain(`inspector2:${operation}`);
    },
  );

  test('but not which image is in use, where only its clusters are denied', async () => {
    const { aws, read } = await readingOver({ inspector: [image] }, { sources });
    const operations = ['inspector2:GetClustersForImage'];
    aws.faults.set([{ operations, error: 'AccessDeniedException' }]);
    expect(linesOf((await read()).images)).toHaveLength(1);
  });
});

import { describe, expect, test } from 'vitest';
import type { Uses } from '../../../../local/aws.ts';
import { digestOf, linesOf, readingOver, web } from './reading.ts';

const sources = ['sageMaker'] as const;

const deployed = (tag: string, digit: string) => ({
  image: web(`:${tag}`),
  imageDigest: digestOf(digit),
});

/** One of each kind. */
const sageMaker = {
  endpoints: [{ name: 'score', variants: [deployed('1', 'a')] }],
  inferenceComponents: [
    { name: 'llm', endpoint: 'shared', container: deployed('2', 'b') },
    { name: 'by-model', endpoint: 'shared', model: 'small' },
  ],
  models: [{ name: 'small', images: [web(':3'), web(':4')] }],
  trainingJobs: [{ name: 'train', image: web(':5') }],
  processingJobs: [{ name: 'clean', image: web(':6') }],
};

async function linesOver(uses: NonNullable<Uses['sageMaker']>) {
  const { read } = await readingOver({ sageMaker: uses }, { sources });
  const { images, unknown } = await read();
  return { lines: linesOf(images), unknown };
}

describe('SageMaker runs', () => {
  test('endpoints, inference components, training and processing jobs', async () => {
    expect(await linesOver(sageMaker)).toEqual({
      unknown: [],
      lines: [
        'web:1 by SageMaker endpoint score',
        'web:2 by SageMaker endpoint shared, inference component llm',
        'web:3 by SageMaker endpoint shared, inference component by-model',
        'web:4 by SageMaker endpoint shared, inference component by-model',
        'web:5 by SageMaker training job train',
        'web:6 by SageMaker processing job clean',
        'web@a by SageMaker endpoint score',
        'web@b by SageMaker endpoint shared, inference component llm',
      ],
    });
  });

  test('shadow variants, and deployments under way', async () => {
    const endpoint = {
      ...{ name: 'score', status: 'Updating' as const, variants: [deployed('1', 'a')] },
      ...{ shadows: [deployed('2', 'b')], pending: [deployed('3', 'c')] },
    };
    const first = { name: 'new', status: 'Creating' as const, pending: [deployed('4', 'd')] };
    expect((await linesOver({ endpoints: [endpoint, first] })).lines).toEqual([
      ...['1', '2', '3'].map((tag) => `web:${tag} by SageMaker endpoint score`),
      'web:4 by SageMaker endpoint new',
      ...['a', 'b', 'c'].map((digit) => `web@${digit} by SageMaker endpoint score`),
      'web@d by SageMaker endpoint new',
    ]);
  });

  test('what is out of service, or was not updated, but not what is deleted or done', async () => {
    const variants = [deployed('1', 'a')];
    const { lines } = await linesOver({
      endpoints: [
        { name: 'failed', status: 'Failed', variants },
        { name: 'deleted', status: 'Deleting', variants },
        { name: 'off', status: 'OutOfService', variants },
      ],
      inferenceComponents: [
        { name: 'gone', endpoint: 'off', status: 'Deleting', container: deployed('2', 'b') },
        { name: 'stuck', endpoint: 'off', status: 'Failed', container: { image: web(':5') } },
      ],
      trainingJobs: [{ name: 'done', status: 'Completed', image: web(':3') }],
      processingJobs: [{ name: 'done', status: 'Completed', image: web(':4') }],
    });
    expect(lines).toEqual([
      'web:1 by SageMaker endpoint off',
      'web:5 by SageMaker endpoint off, inference component stuck',
      'web@a by SageMaker endpoint off',
    ]);
  });

  test('nothing', async () => {
    expect(await linesOver({})).toEqual({ lines: [], unknown: [] });
    const nothingOfOurs = {
      endpoints: [{ name: 'components-only', variants: [{}] }],
      trainingJobs: [{ name: 'built-in' }],
    };
    expect(await linesOver(nothingOfOurs)).toEqual({ lines: [], unknown: [] });
  });
});

test('all pages are read, a hundred at a time, in each reading', async () => {
  const many = Array.from({ length: 250 }, (_, at) => ({ name: `e${at}`, image: web(`:${at}`) }));
  const { calls, read } = await readingOver({ sageMaker: { trainingJobs: many } }, { sources });
  expect((await read()).images).toHaveLength(250);
  expect(calls.filter((it) => it === 'sagemaker:ListTrainingJobs')).toHaveLength(3);
  expect((await read()).images).toHaveLength(250);
});

const operations = [
  ...['ListEndpoints', 'DescribeEndpoint', 'ListInferenceComponents'],
  ...['DescribeInferenceComponent', 'DescribeModel', 'ListTrainingJobs', 'DescribeTrainingJob'],
  ...['ListProcessingJobs', 'DescribeProcessingJob'],
];

describe('it is unknown what runs', () => {
  test.each(operations)('as %s is denied', async (operation) => {
    const { aws, read } = await readingOver({ sageMaker }, { sources });
    aws.faults.set([{ operations: [`sagemaker:${operation}`], error: 'AccessDeniedException' }]);
    const { unknown } = await read();
    expect(unknown).toEqual([
      { source: 'sageMaker', why: expect.stringContaining(`sagemaker:${operation}`) },
    ]);
  });

  test('as it throttles to the end', async () => {
    const { aws, read } = await readingOver({ sageMaker }, { sources });
    const error = 'ThrottlingException';
    aws.faults.set([{ operations: ['sagemaker:DescribeEndpoint'], error }]);
    expect((await read()).unknown).toHaveLength(1);
  });

  test('as one of several cannot be described, and the others are known', async () => {
    const endpoints = ['1', '2', '3'].map((tag) => ({
      name: `e${tag}`,
      variants: [{ image: web(`:${tag}`) }],
    }));
    const { aws, read } = await readingOver({ sageMaker: { endpoints } }, { sources });
    const error = 'AccessDeniedException';
    aws.faults.set([{ operations: ['sagemaker:DescribeEndpoint'], error, times: 1 }]);
    const { images, unknown } = await read();
    expect(images).toHaveLength(2);
    expect(unknown[0]?.why).toMatch(/^the endpoint e\d of SageMaker could not be read: /);
  });

  test('as the model of an inference component was deleted', async () => {
    const { unknown } = await linesOver({ ...sageMaker, models: [] });
    expect(unknown[0]?.why).toMatch(/the inference component by-model of SageMaker could not be/);
  });

  test('as there are more endpoints than are read', async () => {
    const endpoints = Array.from({ length: 2001 }, (_, at) => ({ name: `e${at}` }));
    const { aws, read } = await readingOver({ sageMaker: { endpoints } }, { sources });
    // Which spares reading two thousand of them.
    aws.faults.set([
      { operations: ['sagemaker:DescribeEndpoint'], error: 'AccessDeniedException' },
    ]);
    expect((await read()).unknown.map(({ why }) => why)).toEqual([
      'there are more endpoints of SageMaker than ecr-steward reads',
      expect.stringMatching(/^the endpoint e\d+ of SageMaker \(and 1999 more\) could not be read/),
    ]);
  });
});

describe('deleted since it was listed, it runs nothing:', () => {
  test.each([
    ['DescribeEndpoint', 'ValidationException', 'Could not find endpoint "arn".'],
    ['DescribeInferenceComponent', 'ValidationException', 'Could not find inference component.'],
    ['DescribeTrainingJob', 'ResourceNotFound', 'Requested resource not found.'],
    ['DescribeProcessingJob', 'ResourceNotFound', 'Requested resource not found.'],
  ])('%s', async (operation, error, message) => {
    const { aws, read } = await readingOver({ sageMaker }, { sources });
    aws.faults.set([{ operations: [`sagemaker:${operation}`], error, message }]);
    const { images, unknown } = await read();
    expect(unknown).toEqual([]);
    expect(images.length).toBeLessThan(8);
  });

  test('but a request that is refused for another reason is a failure', async () => {
    const { aws, read } = await readingOver({ sageMaker }, { sources });
    const message = '1 validation error detected';
    const error = 'ValidationException';
    aws.faults.set([{ operations: ['sagemaker:DescribeEndpoint'], error, message }]);
    expect((await read()).unknown).toHaveLength(1);
  });
});

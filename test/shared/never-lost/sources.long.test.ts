import { describe, expect, test } from 'vitest';
import type { Fault, Uses as Running } from '../../../local/aws.ts';
import { digestIn, type Files, repositories, startActing, uris } from './acting.ts';

const none = JSON.stringify(['123456789012.dkr.ecr.eu-west-1.amazonaws.com/other:1']);
const all = JSON.stringify(uris);
const noFiles: Files = { 'one.json': none, 'clusters/a.json': none };

/** What runs the old images, and nothing else does; and the calls that read it. */
interface Source {
  readonly running?: Running;
  readonly files?: Files;
  readonly calls: readonly string[];
}

const family = { family: 'web', images: uris };

const sources: Readonly<Record<string, Source>> = {
  'services of ECS': {
    running: {
      services: [{ cluster: 'prod', name: 'web', images: uris }],
    },
    calls: [
      ...['ecs:ListClusters', 'ecs:ListServices', 'ecs:DescribeServices'],
      ...['ecs:DescribeTaskDefinition', 'ecs:ListTasks'],
    ],
  },
  'tasks of ECS': {
    running: {
      tasks: [{ cluster: 'prod', family: 'job', containers: uris.map((image) => ({ image })) }],
    },
    calls: ['ecs:ListTasks', 'ecs:DescribeTasks'],
  },
  'task definitions': {
    running: { taskDefinitions: [family] },
    calls: ['ecs:ListTaskDefinitionFamilies', 'ecs:DescribeTaskDefinition'],
  },
  'published versions of Lambda': {
    running: {
      functions: uris.map((imageUri, at) => ({
        ...{ name: `f${at}`, imageUri: imageUri.replace(/@.*/, ':other') },
        versions: [{ imageUri }],
        aliases: [{ name: 'live', version: '1' }],
      })),
    },
    calls: ['lambda:ListFunctions', 'lambda:ListAliases', 'lambda:GetFunction'],
  },
  'App Runner': {
    running: { appRunner: uris.map((image, at) => ({ name: `service-${at}`, image })) },
    calls: ['apprunner:ListServices', 'apprunner:DescribeService'],
  },
  'Amazon Inspector': {
    running: {
      inspector: repositories.map((repository) => ({
        ...{ repository, digest: digestIn(repository), inUseCount: 1 },
      })),
    },
    calls: ['inspector2:BatchGetAccountStatus', 'inspector2:ListCoverage'],
  },
  'a file': { files: { ...noFiles, 'one.json': all }, calls: ['s3:GetObject'] },
  'a folder of files': {
    files: { ...noFiles, 'clusters/a.json': all },
    calls: ['s3:ListObjectsV2', 's3:GetObject'],
  },
};

/** What a call may come to. */
const faults: Readonly<Record<string, (operations: string[]) => Fault>> = {
  denied: (operations) => ({ operations, error: 'AccessDeniedException' }),
  throttled: (operations) => ({ operations, error: 'ThrottlingException' }),
  broken: (operations) => ({ operations, error: 'InternalFailure' }),
  'cut off': (operations) => ({ operations, drop: 'before' }),
  'half read': (operations) => ({ operations, error: 'InternalFailure', after: 1 }),
  'failing only once': (operations) => ({ operations, error: 'InternalFailure', times: 1 }),
};

test('where nothing runs them, all old images are lost: it is the sources that keep them', async () => {
  const { lost } = await startActing({}, noFiles);
  expect(await lost()).toEqual([...repositories]);
});

describe.each(Object.entries(sources))('%s', (_, { running = {}, files = noFiles, calls }) => {
  test('what it runs is not lost', async () => {
    const { lost } = await startActing(running, files);
    expect(await lost()).toEqual([]);
  });

  const cases = calls.flatMap((call) => Object.keys(faults).map((fault) => [call, fault] as const));
  test.each(cases)('nor while %s is %s', async (call, fault) => {
    const { aws, lost } = await startActing(running, files);
    let failed = 0;
    aws.onExchange(({ service, operation, error }) => {
      if (`${service}:${operation}` === call && error !== undefined) failed += 1;
    });
    aws.faults.set([faults[fault]?.([call]) ?? { error: 'x' }]);
    expect(await lost()).toEqual([]);
    // A call that is made once cannot fail after its first time, and what is cut off has no answer.
    if (!['half read', 'cut off'].includes(fault)) expect(failed).toBeGreaterThan(0);
  });
});

describe('all of them at once', () => {
  const running = Object.assign({}, ...Object.values(sources).map((it) => it.running ?? {}));

  test.each(Object.keys(faults))('%s', async (fault) => {
    const { aws, lost } = await startActing(running, noFiles);
    const calls = [...new Set(Object.values(sources).flatMap((it) => it.calls))];
    aws.faults.set([faults[fault]?.(calls) ?? { error: 'x' }]);
    expect(await lost()).toEqual([]);
  });
});

describe('files that say nothing', () => {
  const bodies = {
    empty: '',
    'without images': '[]',
    'half written': all.slice(0, 40),
    'of another kind': '{"a": 1}',
  };

  test.each(Object.entries(bodies))('%s', async (_, body) => {
    for (const key of Object.keys(noFiles)) {
      const { lost } = await startActing({}, { ...noFiles, [key]: body });
      expect(await lost()).toEqual([]);
    }
  });

  test('a file that is not there, and a folder without any', async () => {
    for (const key of Object.keys(noFiles)) {
      const { [key]: _, ...others } = noFiles;
      const { lost } = await startActing({}, others);
      expect(await lost()).toEqual([]);
    }
  });
});

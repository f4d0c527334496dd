import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Uses } from '../../../../local/aws.ts';
import { clientDefaults } from '../../../../shared/runtime/clients.ts';
import { folderStore } from '../../../../shared/runtime/store/folder.ts';
import type { Store } from '../../../../shared/runtime/store/store.ts';
import { usesReading } from '../../../../shared/use/reading.ts';
import { digestOf, linesOf, readingOver, web } from './reading.ts';

const sources = ['ecs'] as const;
const service = { cluster: 'prod', name: 'web', images: [web(':1')] };

async function read(uses: Uses, taskDefinitions = 0) {
  const { read } = await readingOver(uses, { sources, taskDefinitions });
  const { images, unknown } = await read();
  return { lines: linesOf(images), unknown };
}

describe('ECS runs', () => {
  test.each<[string, Uses, string[]]>([
    [
      'all containers of a service',
      { services: [{ ...service, images: [web(':1'), web('/sidecar:2')] }] },
      ['web/sidecar:2 by ECS service prod/web', 'web:1 by ECS service prod/web'],
    ],
    [
      'what a deployment replaces, and may go back to',
      { services: [{ ...service, deployments: [[web(':0')], [web(':2')]] }] },
      [
        'web:0 by ECS service prod/web',
        'web:1 by ECS service prod/web',
        'web:2 by ECS service prod/web',
      ],
    ],
    [
      'the task sets of CodeDeploy',
      { services: [{ ...service, taskSets: [[web(':blue')]] }] },
      ['web:1 by ECS service prod/web', 'web:blue by ECS service prod/web'],
    ],
    [
      'the digest that a service has pinned, whatever its tag names by now',
      { services: [{ ...service, revision: [{ image: web(':1'), imageDigest: digestOf('a') }] }] },
      ['web:1 by ECS service prod/web', 'web@a by ECS service prod/web'],
    ],
    [
      'what a deployment under way comes from',
      {
        services: [
          {
            ...service,
            revision: [{ image: web(':1'), imageDigest: digestOf('b') }],
            deployment: {
              status: 'IN_PROGRESS',
              source: [{ image: web(':0'), imageDigest: digestOf('a') }],
            },
          },
        ],
      },
      [
        'web:0 by ECS service prod/web',
        'web:1 by ECS service prod/web',
        'web@a by ECS service prod/web',
        'web@b by ECS service prod/web',
      ],
    ],
    [
      'on standby: what the last deployment came from',
      {
        services: [
          {
            ...service,
            deployment: {
              status: 'SUCCESSFUL',
              source: [{ image: web(':0'), imageDigest: digestOf('a') }],
            },
          },
        ],
      },
      [
        'web:0 by ECS service prod/web standby',
        'web:1 by ECS service prod/web',
        'web@a by ECS service prod/web standby',
      ],
    ],
    [
      'a task, by the digest that it has pulled',
      {
        tasks: [
          {
            cluster: 'prod',
            family: 'job',
            containers: [{ image: web(':1'), imageDigest: digestOf('a') }],
          },
        ],
      },
      ['web:1 by ECS task prod/job', 'web@a by ECS task prod/job'],
    ],
    [
      'on standby: a task that has stopped',
      {
        tasks: [
          { cluster: 'prod', family: 'job', stopped: true, containers: [{ image: web(':1') }] },
        ],
      },
      ['web:1 by ECS task prod/job (stopped) standby'],
    ],
  ])('%s', async (_, uses, lines) => {
    expect(await read(uses)).toEqual({ lines, unknown: [] });
  });

  test('a task that starts and has no container yet, by its task definition', async () => {
    const containers = [{ image: web(':1') }];
    const tasks = [{ cluster: 'prod', family: 'job', containers, starting: true as const }];
    expect(await read({ tasks })).toEqual({ lines: ['web:1 by ECS task prod/job'], unknown: [] });
  });

  test('a task that names no image, by its task definition', async () => {
    const tasks = [{ cluster: 'prod', family: 'job', containers: [{}] }];
    const { read } = await readingOver({ tasks }, { sources, taskDefinitions: 0 });
    const { unknown } = await read();
    expect(unknown).toEqual([]);
  });

  test('on standby: the last task definitions of each family, as many as are asked for', async () => {
    const taskDefinitions = ['1', '2', '3'].map((tag) => ({
      family: 'job',
      images: [web(`:${tag}`)],
    }));
    const old = { family: 'gone', images: [web(':old')], status: 'INACTIVE' as const };
    const uses = { taskDefinitions: [...taskDefinitions, old] };
    const by = (revision: number) => `by ECS task definition job:${revision} standby`;
    expect((await read(uses, 2)).lines).toEqual([`web:2 ${by(2)}`, `web:3 ${by(3)}`]);
    expect((await read(uses, 0)).lines).toEqual([]);
  });

  test('in use before on standby: a service that has the last task definition', async () => {
    const uses = { services: [service] };
    expect((await read(uses, 5)).lines).toEqual(['web:1 by ECS service prod/web']);
    const same = { taskDefinitions: [{ family: 'job', images: [web(':1')] }] };
    expect((await read({ ...uses, ...same }, 5)).lines).toEqual([
      'web:1 by ECS service prod/web, ECS task definition job:1',
    ]);
  });
});

describe('more than one page', () => {
  test('of services, tasks and families is read to its end', async () => {
    const many = Array.from({ length: 230 }, (_, at) => at);
    const uses = {
      services: many.map((at) => ({ ...service, name: `s${at}`, images: [web(`:s${at}`)] })),
      tasks: many.map((at) => ({
        ...{ cluster: 'prod', family: 'job', stopped: true as const },
        containers: [{ image: web(`:t${at}`) }],
      })),
      taskDefinitions: many.map((at) => ({ family: `f${at}`, images: [web(`:f${at}`)] })),
    };
    const { lines, unknown } = await read(uses, 1);
    expect(unknown).toEqual([]);
    // The last of the tasks' definitions is one of the tasks' images.
    expect(lines).toHaveLength(3 * 230);
  });
});

const operations = [
  ...['ListServices', 'DescribeServices', 'DescribeServiceDeployments', 'DescribeServiceRevisions'],
  ...['ListTasks', 'DescribeTasks', 'DescribeTaskDefinition'],
  ...['ListTaskDefinitionFamilies', 'ListTaskDefinitions'],
];

const everything: Uses = {
  services: [
    {
      ...service,
      revision: [{ image: web(':1'), imageDigest: digestOf('b') }],
      deployment: { status: 'IN_PROGRESS', source: [] },
    },
  ],
  tasks: [{ cluster: 'test', family: 'job', containers: [{ image: web(':2') }] }],
  taskDefinitions: [{ family: 'old', images: [web(':0')] }],
};

describe('what could not be read is unknown', () => {
  test.each(['ListClusters', ...operations])('as %s is denied', async (operation) => {
    const { aws, read } = await readingOver(everything, { sources });
    aws.faults.set([{ operations: [`ecs:${operation}`], error: 'AccessDeniedException' }]);
    const { unknown } = await read();
    expect(unknown).not.toEqual([]);
    expect(unknown.every(({ source }) => source === 'ecs')).toBe(true);
    expect(unknown[0]?.why).toContain(`ecs:${operation}`);
  });

  test('and what could be read is known all the same', async () => {
    const { aws, read } = await readingOver(everything, { sources });
    aws.faults.set([{ operations: ['ecs:DescribeTasks'], error: 'ServerException' }]);
    const { images, unknown } = await read();
    expect(linesOf(images)).toEqual([
      'web:0 by ECS task definition old:1 standby',
      'web:1 by ECS service prod/web',
      'web:2 by ECS task definition job:1 standby',
      'web@b by ECS service prod/web',
    ]);
    expect(unknown).toHaveLength(1);
  });

  test('a denied call is not made for everything that is left', async () => {
    const taskDefinitions = Array.from({ length: 300 }, (_, at) => ({
      ...{ family: `f${at}`, images: [web(`:f${at}`)] },
    }));
    const { aws, calls, read } = await readingOver({ taskDefinitions }, { sources });
    aws.faults.set([
      { operations: ['ecs:DescribeTaskDefinition'], error: 'AccessDeniedException' },
    ]);
    const { unknown } = await read();
    expect(unknown).toHaveLength(1);
    expect(unknown[0]?.why).toMatch(
      /^the task definition f\d+:1 \(and 299 more\) could not be read/,
    );
    const denied = calls.filter((call) => call === 'ecs:DescribeTaskDefinition');
    expect(denied.length).toBeLessThan(20);
  });
});

describe('what is deleted while it is read is no failure:', () => {
  test.each(['ListServices', 'ListTasks', 'DescribeServices', 'DescribeTasks'])(
    'a cluster, by %s',
    async (operation) => {
      const { aws, read } = await readingOver(everything, { sources });
      aws.faults.set([{ operations: [`ecs:${operation}`], error: 'ClusterNotFoundException' }]);
      expect((await read()).unknown).toEqual([]);
    },
  );

  test('a task definition that nobody uses; of one in use, it is', async () => {
    const fault = { operations: ['ecs:DescribeTaskDefinition'], error: 'ClientException' };
    const unused = await readingOver(
      { taskDefinitions: [{ family: 'old', images: [web(':0')] }] },
      { sources },
    );
    unused.aws.faults.set([fault]);
    expect(await unused.read()).toEqual({ images: [], unknown: [] });
    const used = await readingOver({ services: [service] }, { sources });
    used.aws.faults.set([fault]);
    expect((await used.read()).unknown).toHaveLength(1);
  });
});

test('a throttled call is made again', async () => {
  const { aws, config } = await readingOver(everything, { sources });
  const registry = async () => ({ registryId: '123456789012', region: 'eu-west-1' });
  const read = usesReading({ sources, registry }, { ...config, ...clientDefaults });
  aws.faults.set([{ operations: ['ecs:*'], error: 'ThrottlingException', times: 4 }]);
  const { images, unknown } = await read();
  expect(unknown).toEqual([]);
  expect(images.length).toBeGreaterThan(3);
});

test('a second reading does not ask again for task definitions, which never change', async () => {
  const { calls, read } = await readingOver(everything, { sources });
  const first = await read();
  calls.length = 0;
  expect(await read()).toEqual(first);
  expect(calls).not.toContain('ecs:DescribeTaskDefinition');
});

describe('what never changes is kept for the next run', () => {
  async function kept() {
    const folder = await mkdtemp(join(tmpdir(), 'known-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const store = folderStore(folder);
    const first = await readingOver(everything, { sources, store });
    return { ...first, store, folder };
  }

  async function secondRun({ config, calls }: Awaited<ReturnType<typeof kept>>, store: Store) {
    const registry = async () => ({ registryId: '123456789012', region: 'eu-west-1' });
    calls.length = 0;
    return usesReading({ sources, store, registry }, config)();
  }

  const described = 'ecs:DescribeTaskDefinition';

  test('so that it asks for no task definition again', async () => {
    const started = await kept();
    const first = await started.read();
    expect(started.calls).toContain(described);
    expect(await secondRun(started, started.store)).toEqual(first);
    expect(started.calls).not.toContain(described);
  });

  test('also by a run that did not get to its end', async () => {
    const started = await kept();
    await started.read();
    started.aws.faults.set([
      { operations: ['ecs:ListTaskDefinitionFamilies'], error: 'ServerException' },
    ]);
    expect((await secondRun(started, started.store)).unknown).toHaveLength(1);
    started.aws.faults.clear();
    await secondRun(started, started.store);
    expect(started.calls).not.toContain(described);
  });

  test('and is read anew where that is damaged', async () => {
    const started = await kept();
    const first = await started.read();
    const [key = ''] = await started.store.list('use/');
    await started.store.put(key, '[[', 'application/json');
    expect(await secondRun(started, started.store)).toEqual(first);
    expect(started.calls).toContain(described);
  });
});

test('a reading that has no more time makes no further call, and says so', async () => {
  const { calls, read } = await readingOver(everything, { sources, within: 0 });
  const why = 'reading it takes longer than this function has time for';
  expect(await read()).toEqual({ images: [], unknown: [{ source: 'ecs', why }] });
  expect(calls).toEqual([]);
});

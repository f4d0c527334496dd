import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
} from '@aws-sdk/client-ecs';
import {
  GetFunctionCommand,
  LambdaClient,
  paginateListVersionsByFunction,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { startLocalAws, type Uses } from '../../../local/aws.ts';

const clients = async (uses: Uses) => {
  const aws = await startLocalAws({ uses });
  const { endpoint, region } = aws;
  const settings = { endpoint, region, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
  const [ecs, lambda] = [new ECSClient(settings), new LambdaClient(settings)];
  return { ecs, lambda, [Symbol.asyncDispose]: () => aws.close() };
};

test('versions of a function are listed in pages, and got by their ARN', async () => {
  const versions = ['1', '2', '3'].map((tag) => ({ imageUri: `r:${tag}` }));
  const functions = [
    { name: 'web', imageUri: 'r:0', versions },
    { name: 'other', imageUri: 'o:1' },
  ];
  await using started = await clients({ functions });
  const { lambda } = started;
  const sizes: number[] = [];
  const arns: string[] = [];
  const paging = { client: lambda, pageSize: 3 };
  for await (const { Versions = [] } of paginateListVersionsByFunction(paging, {
    FunctionName: 'web',
  })) {
    sizes.push(Versions.length);
    arns.push(...Versions.map(({ FunctionArn = '' }) => FunctionArn));
  }
  expect(sizes).toEqual([3, 1]);
  const got = await Promise.all(
    arns.map((FunctionName) => lambda.send(new GetFunctionCommand({ FunctionName }))),
  );
  expect(got.map(({ Code }) => Code?.ImageUri)).toEqual(['r:0', 'r:1', 'r:2', 'r:3']);
  const missing = paginateListVersionsByFunction(paging, { FunctionName: 'none' }).next();
  await expect(missing).rejects.toThrow('Function not found: none');
});

test('a task definition is found by revision, and by its family alone; containers have names', async () => {
  await using started = await clients({
    taskDefinitions: [
      { family: 'web', images: ['r:1'] },
      { family: 'web', images: ['r:2'] },
      { family: 'web', images: ['r:3'], status: 'INACTIVE' },
    ],
    tasks: [{ cluster: 'prod', family: 'job', containers: [{ image: 'r:9' }] }],
  });
  const { ecs } = started;
  const imageOf = async (taskDefinition: string) => {
    const asked = new DescribeTaskDefinitionCommand({ taskDefinition });
    const { taskDefinition: found } = await ecs.send(asked);
    return found?.containerDefinitions?.[0]?.image;
  };
  expect([await imageOf('web:1'), await imageOf('web')]).toEqual(['r:1', 'r:2']);
  await expect(imageOf('web:4')).rejects.toThrow('Unable to describe task definition.');
  const { taskArns: tasks } = await ecs.send(new ListTasksCommand({ cluster: 'prod' }));
  const found = await ecs.send(new DescribeTasksCommand({ cluster: 'prod', tasks }));
  expect(found.tasks?.[0]?.containers).toMatchObject([{ name: 'container-0', image: 'r:9' }]);
});

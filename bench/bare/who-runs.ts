import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListClustersCommand,
  ListServicesCommand,
  ListTasksCommand,
} from '@aws-sdk/client-ecs';
import { GetFunctionCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';

// What every function that removes tags asks who runs an image with.
const ecs = new ECSClient({});
const lambda = new LambdaClient({});

export async function whoRuns(input: never) {
  await ecs.send(new ListClustersCommand(input));
  await ecs.send(new ListServicesCommand(input));
  await ecs.send(new ListTasksCommand(input));
  await ecs.send(new DescribeServicesCommand(input));
  await ecs.send(new DescribeTasksCommand(input));
  await ecs.send(new DescribeTaskDefinitionCommand(input));
  await lambda.send(new ListFunctionsCommand(input));
  await lambda.send(new GetFunctionCommand(input));
}

import { AppRunnerClient } from '@aws-sdk/client-apprunner';
import { BatchClient } from '@aws-sdk/client-batch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { Inspector2Client } from '@aws-sdk/client-inspector2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { UseSource } from '../config/schema/use.ts';
import { paced } from '../registry/paced.ts';
import { endingAt } from './ending.ts';
import type { Known } from './known.ts';
import type { ClientDefaults, UsesOptions } from './options.ts';
import type { Source } from './read.ts';
import { appRunnerImages } from './sources/app-runner.ts';
import { batchImages } from './sources/batch.ts';
import { ecsImages } from './sources/ecs.ts';
import { imagesOfFiles } from './sources/files/files.ts';
import { inspectorImages } from './sources/inspector.ts';
import { lambdaImages } from './sources/lambda.ts';
import { sageMakerImages } from './sources/sage-maker.ts';

/** What is read where `use:` does not say it, as where there is no registry.yml. */
const USUAL = 5;

/**
 * The sources that `use:` declares. Nothing here is imported where it is needed: of a client that is, a bundle carries
 * every command, and to read that takes longer than to evaluate what is used.
 *
 * @param until - Milliseconds since 1970 from which no call is made.
 * @param known - What earlier readings have read; it grows.
 */
export function declaredSources(
  { sources, files = [], now = () => new Date(), ...counts }: UsesOptions,
  clientDefaults: ClientDefaults,
  until: () => number,
  known: () => Known,
): Source[] {
  const ready = <Client extends { middlewareStack: object }>(client: Client) =>
    endingAt(until, paced(client));
  const makers: Record<UseSource, () => Source['read']> = {
    ecs: () => {
      const { taskDefinitions = USUAL } = counts;
      const ecs = ready(new ECSClient(clientDefaults));
      return () => ecsImages(ecs, { taskDefinitions, known: known() });
    },
    lambda: () => {
      const { functionVersions = USUAL } = counts;
      const lambda = ready(new LambdaClient(clientDefaults));
      return () => lambdaImages(lambda, { functionVersions, known: known() });
    },
    appRunner: () => async () => appRunnerImages(ready(new AppRunnerClient(clientDefaults))),
    batch: () => async () => {
      const { taskDefinitions = USUAL } = counts;
      return batchImages(ready(new BatchClient(clientDefaults)), { taskDefinitions });
    },
    sageMaker: () => async () => sageMakerImages(ready(new SageMakerClient(clientDefaults))),
    inspector: () => async () => inspectorImages(ready(new Inspector2Client(clientDefaults))),
  };
  const ofServices = [...new Set(sources)].map((name) => ({ name, read: makers[name]() }));
  const ofFiles = files.map((file) => ({
    name: file.uri,
    read: () => imagesOfFiles(() => ready(new S3Client(clientDefaults)), file, now()),
  }));
  return [...ofServices, ...ofFiles];
}

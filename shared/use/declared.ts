import { AppRunnerClient, appRunnerImages } from './sources/app-runner.ts';
import { BatchClient, batchImages } from './sources/batch.ts';
import { SageMakerClient, sageMakerImages } from './sources/sage-maker.ts';
import { Inspector2Client, inspectorImages } from './sources/inspector.ts';
import { S3Client, imagesOfFiles } from './sources/files/files.ts';
import { ECSClient } from '@aws-sdk/client-ecs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { UseSource } from '../config/schema/use.ts';
import { paced } from '../registry/paced.ts';
import { endingAt } from './ending.ts';
import type { Known } from './known.ts';
import type { ClientDefaults, UsesOptions } from './options.ts';
import type { Source } from './read.ts';
import { ecsImages } from './sources/ecs.ts';
import { lambdaImages } from './sources/lambda.ts';

/** What is read where `use:` does not say it, as where there is no registry.yml. */
const USUAL = 5;

/**
 * The sources that `use:` declares.
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
    // The code of these clients is evaluated only where it is needed. They are imported through the source, which names
    // what it takes of them: of a package that is itself imported in this way, a bundle has everything.
    appRunner: () => async () => {
      return appRunnerImages(ready(new AppRunnerClient(clientDefaults)));
    },
    batch: () => async () => {
      const { taskDefinitions = USUAL } = counts;
      return batchImages(ready(new BatchClient(clientDefaults)), { taskDefinitions });
    },
    sageMaker: () => async () => {
      return sageMakerImages(ready(new SageMakerClient(clientDefaults)));
    },
    inspector: () => async () => {
      return inspectorImages(ready(new Inspector2Client(clientDefaults)));
    },
  };
  const ofServices = [...new Set(sources)].map((name) => ({ name, read: makers[name]() }));
  const ofFiles = files.map((file) => ({
    name: file.uri,
    read: async () => {
      const s3 = () => ready(new S3Client(clientDefaults));
      return imagesOfFiles(s3, file, now());
    },
  }));
  return [...ofServices, ...ofFiles];
}

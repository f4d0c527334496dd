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
    // The code of these clients is evaluated only where it is needed.
    appRunner: () => async () => {
      const { AppRunnerClient } = await import('@aws-sdk/client-apprunner');
      const { appRunnerImages } = await import('./sources/app-runner.ts');
      return appRunnerImages(ready(new AppRunnerClient(clientDefaults)));
    },
    inspector: () => async () => {
      const { Inspector2Client } = await import('@aws-sdk/client-inspector2');
      const { inspectorImages } = await import('./sources/inspector.ts');
      return inspectorImages(ready(new Inspector2Client(clientDefaults)));
    },
  };
  const ofServices = [...new Set(sources)].map((name) => ({ name, read: makers[name]() }));
  const ofFiles = files.map((file) => ({
    name: file.uri,
    read: async () => {
      const { imagesOfFiles } = await import('./sources/files/files.ts');
      const { S3Client } = await import('@aws-sdk/client-s3');
      const s3 = () => ready(new S3Client(clientDefaults));
      return imagesOfFiles(s3, file, now());
    },
  }));
  return [...ofServices, ...ofFiles];
}

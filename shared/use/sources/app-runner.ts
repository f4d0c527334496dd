import {
  type AppRunnerClient,
  DescribeServiceCommand,
  paginateListServices,
} from '@aws-sdk/client-apprunner';
import { type Found, takeAtMost, unknownBeyond } from './bounds.ts';
import { inParts, unlessGone } from './parts.ts';

const MOST_SERVICES = 2000;

/** The images of App Runner's services, paused ones too: of those that run an image of ECR, not code. */
export async function appRunnerImages(appRunner: AppRunnerClient): Promise<Found> {
  const listed = await takeAtMost(
    'services of App Runner',
    MOST_SERVICES,
    paginateListServices({ client: appRunner }, {}),
    (page) => page.ServiceSummaryList?.filter(({ Status }) => Status !== 'DELETED'),
  );
  const read = await inParts(
    listed.items,
    ({ ServiceName }) => `the service ${ServiceName} of App Runner`,
    async ({ ServiceArn, ServiceName }) => {
      const call = appRunner.send(new DescribeServiceCommand({ ServiceArn }));
      const answer = await unlessGone(call, ['ResourceNotFoundException'], undefined);
      const uri = answer?.Service?.SourceConfiguration?.ImageRepository?.ImageIdentifier;
      return uri === undefined ? [] : [{ by: `App Runner service ${ServiceName}`, uri }];
    },
  );
  return { items: read.items, unknown: [...unknownBeyond(listed.beyond), ...read.unknown] };
}

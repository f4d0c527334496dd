import type { DescribeServiceResponse, ListServicesResponse } from '@aws-sdk/client-apprunner';
import { z } from 'zod';
import { AwsError } from '../http/errors.ts';
import { byName, declareOperations, type JsonService } from '../service/service.ts';
import { describeViolations } from '../service/validation.ts';
import { page } from './paging.ts';
import type { AppRunnerUse } from './uses.ts';

const { read } = declareOperations(
  (violations) => new AwsError('InvalidRequestException', describeViolations(violations)),
);

/** The most that App Runner lists at a time (API reference, ListServices). */
const PAGE_SIZE = 20;

/** App Runner's ListServices and DescribeService over services that the starter has declared. */
export function appRunnerService(
  services: readonly AppRunnerUse[],
  { accountId, region }: { accountId: string; region: string },
): JsonService {
  const declared = services.map((service, at) => ({
    summary: {
      ServiceName: service.name,
      ServiceId: `${at}`,
      ServiceArn: `arn:aws:apprunner:${region}:${accountId}:service/${service.name}/${at}`,
      Status: service.status ?? 'RUNNING',
      CreatedAt: new Date(0),
      UpdatedAt: new Date(0),
    },
    image: service.image,
  }));
  const operations = [
    read('ListServices', listed, ({ NextToken, MaxResults }) => {
      const all = declared.map(({ summary }) => summary);
      const asked = { nextToken: NextToken, maxResults: MaxResults };
      const { items, nextToken } = page(all, asked, PAGE_SIZE);
      const next = nextToken && { NextToken: nextToken.nextToken };
      return { ServiceSummaryList: items, ...next } satisfies ListServicesResponse;
    }),
    read('DescribeService', z.object({ ServiceArn: z.string().min(1) }), ({ ServiceArn }) => {
      const found = declared.find(({ summary }) => summary.ServiceArn === ServiceArn);
      if (!found) {
        throw new AwsError('ResourceNotFoundException', `Service with ARN ${ServiceArn} not found`);
      }
      const { summary, image } = found;
      return {
        Service: {
          ...summary,
          SourceConfiguration: image
            ? { ImageRepository: { ImageIdentifier: image, ImageRepositoryType: 'ECR' } }
            : {
                CodeRepository: {
                  RepositoryUrl: 'https://github.com/o/r',
                  SourceCodeVersion: branch,
                },
              },
          ...required,
        },
      } satisfies DescribeServiceResponse;
    }),
  ];
  return {
    name: 'apprunner',
    target: 'AppRunner',
    messageMember: 'Message',
    operations: byName(operations),
    resourceOf: () => undefined,
    subjectOf: () => '*',
    recorded: (_, value) => value,
  };
}

const listed = z.object({
  NextToken: z.string().regex(/^\d+$/).optional(),
  MaxResults: z.int().min(1).max(PAGE_SIZE).optional(),
});

const branch = { Type: 'BRANCH' as const, Value: 'main' };

/** Members that every service has, and that nobody here reads. */
const required = {
  InstanceConfiguration: {},
  AutoScalingConfigurationSummary: {},
  NetworkConfiguration: {},
};

import type {
  BatchGetAccountStatusResponse,
  ClusterInformation,
  CoveredResource,
  GetClustersForImageResponse,
  ListCoverageResponse,
  State,
} from '@aws-sdk/client-inspector2';
import { z } from 'zod';
import { parseJsonBody, readBody } from '../http/body.ts';
import { AwsError } from '../http/errors.ts';
import type { Handler } from '../http/listener.ts';
import type { Site } from '../http/site.ts';
import { describeViolations, parseInput } from '../service/validation.ts';
import { page } from './paging.ts';
import { type RestCall, restHandler } from './rest.ts';
import type { InspectedCluster, InspectedImage } from './uses.ts';

const ONLY_THESE =
  'of Amazon Inspector, the local AWS has only BatchGetAccountStatus, ListCoverage and GetClustersForImage';

/** The most that a page has (API reference, ListCoverage and GetClustersForImage). */
const PAGE = { images: 200, clusters: 100 };

/**
 * What Amazon Inspector says of images in use: over images that the starter has declared. While there are none, it is
 * off.
 */
export function inspectorUses(site: Site, images: readonly InspectedImage[] | undefined): Handler {
  const operations: Record<string, (input: object) => RestCall> = {
    '/status/batch/get': (input) => ({
      ...{ operation: 'BatchGetAccountStatus', input },
      run: () => statusOf(site, images !== undefined),
    }),
    '/coverage/list': (input) => ({
      ...{ operation: 'ListCoverage', input },
      run: () => coverage(site, images ?? [], checked(coverageInput, input)),
    }),
    '/cluster/get': (input) => ({
      ...{ operation: 'GetClustersForImage', input },
      run: () => clusters(site, images ?? [], checked(clustersInput, input)),
    }),
  };
  return restHandler(site, 'inspector2', async (request) => {
    const operation = operations[new URL(request.url ?? '', 'http://local/').pathname];
    if (!operation) throw new AwsError('UnknownOperationException', ONLY_THESE, 404);
    return operation(parseJsonBody(await readBody(request)));
  });
}

function statusOf({ accountId }: Site, isOn: boolean): BatchGetAccountStatusResponse {
  const status = isOn ? ('ENABLED' as const) : ('DISABLED' as const);
  const state: State = { status, errorCode: 'ALREADY_ENABLED', errorMessage: '' };
  return { accounts: [{ accountId, state, resourceState: { ec2: state, ecr: state } }] };
}

const nextToken = z.string().regex(/^\d+$/).optional();

const coverageInput = z.object({
  nextToken,
  maxResults: z.int().min(1).max(PAGE.images).optional(),
  filterCriteria: z
    .object({
      ecrImageInUseCount: z.array(z.object({ lowerInclusive: z.int().optional() })).optional(),
    })
    .prefault({}),
});

function coverage(
  site: Site,
  images: readonly InspectedImage[],
  input: z.infer<typeof coverageInput>,
): ListCoverageResponse {
  const least = input.filterCriteria.ecrImageInUseCount?.[0]?.lowerInclusive ?? 0;
  const wanted = images.filter(({ inUseCount }) => inUseCount >= least);
  const { items, nextToken: next } = page(wanted, input, PAGE.images);
  return { coveredResources: items.map((it) => resourceOf(site, it)), ...next };
}

function resourceOf(site: Site, image: InspectedImage): CoveredResource {
  return {
    resourceType: 'AWS_ECR_CONTAINER_IMAGE',
    resourceId: arnOf(site, image),
    accountId: site.accountId,
    scanType: 'PACKAGE',
    resourceMetadata: {
      ecrImage: {
        tags: [...(image.tags ?? [])],
        inUseCount: image.inUseCount,
        lastInUseAt: site.now(),
      },
    },
  };
}

const clustersInput = z.object({
  nextToken,
  maxResults: z.int().min(1).max(PAGE.clusters).optional(),
  filter: z.object({ resourceId: z.string() }),
});

function clusters(
  site: Site,
  images: readonly InspectedImage[],
  input: z.infer<typeof clustersInput>,
): GetClustersForImageResponse {
  const found = images.find((it) => arnOf(site, it) === input.filter.resourceId);
  if (!found) throw new AwsError('ResourceNotFoundException', 'The image was not found', 404);
  const { items, nextToken: next } = page(found.clusters ?? [], input, PAGE.clusters);
  return { cluster: items.map((it) => clusterOf(site, it)), ...next };
}

function clusterOf({ accountId, region, now }: Site, { name, runs }: InspectedCluster) {
  const service = 'group' in runs ? 'ecs' : 'eks';
  const clusterMetadata =
    'group' in runs
      ? { awsEcsMetadataDetails: { detailsGroup: runs.group, taskDefinitionArn: '' } }
      : {
          awsEksMetadataDetails: {
            namespace: runs.namespace,
            workloadInfoList: runs.workloads.map((it) => ({ name: it, type: 'Deployment' })),
          },
        };
  return {
    clusterArn: `arn:aws:${service}:${region}:${accountId}:cluster/${name}`,
    clusterDetails: [{ lastInUse: now(), runningUnitCount: 1, clusterMetadata }],
  } satisfies ClusterInformation;
}

function arnOf({ accountId, region }: Site, { repository, digest }: InspectedImage): string {
  return `arn:aws:ecr:${region}:${accountId}:repository/${repository}/${digest}`;
}

function checked<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  return parseInput(
    schema,
    input,
    (violations) => new AwsError('ValidationException', describeViolations(violations)),
  );
}

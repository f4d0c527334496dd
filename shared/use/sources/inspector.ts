import {
  BatchGetAccountStatusCommand,
  type ClusterInformation,
  type CoveredResource,
  type Inspector2Client,
  paginateGetClustersForImage,
  paginateListCoverage,
} from '@aws-sdk/client-inspector2';
import { partitionOf } from '../../registry/identity.ts';
import { StewardError } from '../../runtime/errors.ts';
import { type Found, type ImageUri, takeAtMost, unknownBeyond } from './bounds.ts';
import { inParts, unlessGone } from './parts.ts';

/** Amazon Inspector does not scan images, and so does not know which are in use. */
export class InspectorOffError extends StewardError {
  override name = 'InspectorOffError' as const;
}

/** The most images in use that are read, and the most whose clusters are. */
const MOST = { images: 20_000, clusters: 500 };

/** A page of ListCoverage. */
const PAGE = 200;

/**
 * The images that ECS tasks and EKS pods run, as Amazon Inspector counts them, by digest: in clusters too which nobody
 * else can see. Of images in repositories under enhanced scanning, while Inspector scans them.
 *
 * @throws InspectorOffError
 */
export async function inspectorImages(inspector: Inspector2Client): Promise<Found> {
  await checkStatus(inspector);
  const listed = await takeAtMost(
    'images that Amazon Inspector counts as in use',
    MOST.images,
    paginateListCoverage(
      { client: inspector },
      {
        maxResults: PAGE,
        filterCriteria: {
          resourceType: [{ comparison: 'EQUALS', value: 'AWS_ECR_CONTAINER_IMAGE' }],
          ecrImageInUseCount: [{ lowerInclusive: 1 }],
        },
      },
    ),
    (page) => page.coveredResources?.flatMap(imageOf),
  );
  const named = await inParts(
    listed.items.slice(0, MOST.clusters),
    ({ uri }) => `the clusters that run ${uri}`,
    async ({ resourceId, uri }) => {
      const clusters = await clustersOf(inspector, resourceId);
      return clusters.map((cluster) => ({ by: nameOf(cluster), uri }));
    },
  );
  const known = new Set(named.items.map(({ uri }) => uri));
  const others = listed.items.filter(({ uri }) => !known.has(uri));
  return {
    items: [...named.items, ...others.map(({ uri, count }) => ({ by: unnamed(count), uri }))],
    unknown: [...unknownBeyond(listed.beyond), ...named.unknown],
  };
}

/** While it is off, Inspector may answer that nothing is in use. */
async function checkStatus(inspector: Inspector2Client): Promise<void> {
  const { accounts = [] } = await inspector.send(new BatchGetAccountStatusCommand({}));
  const status = accounts[0]?.resourceState?.ecr?.status ?? 'unknown';
  if (status === 'ENABLED') return;
  throw new InspectorOffError(
    `Amazon Inspector does not scan the images of this account (status ${status}): turn on enhanced scanning, or ` +
      'remove inspector from use.sources',
  );
}

interface CountedImage {
  resourceId: string;
  uri: string;
  count: number;
}

const resource = /^arn:[^:]+:ecr:([^:]+):(\d{12}):repository\/(.+)\/(sha256:[0-9a-f]{64})$/;

function imageOf({ resourceId = '', resourceMetadata }: CoveredResource): CountedImage | [] {
  const [, region, account, repository, digest] = resource.exec(resourceId) ?? [];
  if (region === undefined) return [];
  const host = `${account}.dkr.ecr.${region}.${partitionOf(region).dnsSuffix}`;
  const count = resourceMetadata?.ecrImage?.inUseCount ?? 1;
  return { resourceId, uri: `${host}/${repository}@${digest}`, count };
}

/** None for an image that is no longer in use, or was deleted, since it was listed. */
async function clustersOf(
  inspector: Inspector2Client,
  resourceId: string,
): Promise<ClusterInformation[]> {
  const pages = paginateGetClustersForImage({ client: inspector }, { filter: { resourceId } });
  const read = await unlessGone(Array.fromAsync(pages), ['ResourceNotFoundException'], []);
  return read.flatMap(({ cluster = [] }) => cluster);
}

function unnamed(count: number): ImageUri['by'] {
  return `${count} ${count === 1 ? 'task or pod' : 'tasks or pods'}, by Amazon Inspector`;
}

/** `EKS cluster prod: shop/web, by Amazon Inspector`, and likewise of ECS. */
function nameOf({ clusterArn = '', clusterDetails = [] }: ClusterInformation): ImageUri['by'] {
  const service = clusterArn.includes(':eks:') ? 'EKS' : 'ECS';
  const workloads = clusterDetails.flatMap(({ clusterMetadata }) => {
    const eks = clusterMetadata?.awsEksMetadataDetails;
    const names = eks?.workloadInfoList?.flatMap(({ name }) => name ?? []) ?? [];
    const ofEks = names.map((name) => `${eks?.namespace ?? 'default'}/${name}`);
    const group = clusterMetadata?.awsEcsMetadataDetails?.detailsGroup;
    return group === undefined ? ofEks : [group];
  });
  const [first] = workloads;
  const more = workloads.length > 1 ? ` (and ${workloads.length - 1} more)` : '';
  const what = first === undefined ? '' : `: ${first}${more}`;
  return `${service} cluster ${clusterArn.split('/').at(-1)}${what}, by Amazon Inspector`;
}

import {
  DescribeEndpointCommand,
  type DescribeEndpointOutput,
  paginateListEndpoints,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { type Found, takeAtMost, unknownBeyond } from '../bounds.ts';
import { inParts } from '../parts.ts';
import { urisOf } from './deployed.ts';
import { unlessMissing } from './missing.ts';

const MOST_ENDPOINTS = 2000;

/** The most that SageMaker lists at a time; it lists 10 unless it is asked for more. */
const PAGE = 100;

/** They run nothing, and cannot be brought to: a failed endpoint can only be deleted. */
const over: ReadonlySet<string> = new Set(['Failed', 'Deleting']);

/** The images of endpoints: of their variants, shadow variants, and of a deployment under way. */
export async function endpointImages(sageMaker: SageMakerClient): Promise<Found> {
  const listed = await takeAtMost(
    'endpoints of SageMaker',
    MOST_ENDPOINTS,
    paginateListEndpoints({ client: sageMaker, pageSize: PAGE }, {}),
    (page) => page.Endpoints?.filter(({ EndpointStatus = '' }) => !over.has(EndpointStatus)),
  );
  const read = await inParts(
    listed.items,
    ({ EndpointName }) => `the endpoint ${EndpointName} of SageMaker`,
    async ({ EndpointName }) => {
      const call = sageMaker.send(new DescribeEndpointCommand({ EndpointName }));
      const endpoint = await unlessMissing(call);
      const uris = endpoint ? urisOf(variantsOf(endpoint).flatMap(imagesOf)) : [];
      return uris.map((uri) => ({ by: `SageMaker endpoint ${EndpointName}`, uri }));
    },
  );
  return { items: read.items, unknown: [...unknownBeyond(listed.beyond), ...read.unknown] };
}

function variantsOf(endpoint: DescribeEndpointOutput) {
  return [endpoint, endpoint.PendingDeploymentSummary].flatMap((it) => [
    ...(it?.ProductionVariants ?? []),
    ...(it?.ShadowProductionVariants ?? []),
  ]);
}

function imagesOf({ DeployedImages = [] }: ReturnType<typeof variantsOf>[number]) {
  return DeployedImages;
}

import {
  DescribeInferenceComponentCommand,
  DescribeModelCommand,
  type InferenceComponentSpecificationSummary,
  paginateListInferenceComponents,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { type Found, takeAtMost, unknownBeyond } from '../bounds.ts';
import { inParts } from '../parts.ts';
import { urisOf } from './deployed.ts';
import { unlessMissing } from './missing.ts';

const MOST_COMPONENTS = 2000;

/** The most that SageMaker lists at a time. */
const PAGE = 100;

/** The images of inference components, which run on endpoints that have no image of their own. */
export async function componentImages(sageMaker: SageMakerClient): Promise<Found> {
  const listed = await takeAtMost(
    'inference components of SageMaker',
    MOST_COMPONENTS,
    paginateListInferenceComponents({ client: sageMaker, pageSize: PAGE }, {}),
    (page) =>
      page.InferenceComponents?.filter(
        // What an update has failed to replace may run on.
        ({ InferenceComponentStatus }) => InferenceComponentStatus !== 'Deleting',
      ),
  );
  const read = await inParts(
    listed.items,
    ({ InferenceComponentName }) =>
      `the inference component ${InferenceComponentName} of SageMaker`,
    async ({ InferenceComponentName, EndpointName }) => {
      const uris = await imagesOf(sageMaker, InferenceComponentName);
      const by = `SageMaker endpoint ${EndpointName}, inference component ${InferenceComponentName}`;
      return uris.map((uri) => ({ by, uri }));
    },
  );
  return { items: read.items, unknown: [...unknownBeyond(listed.beyond), ...read.unknown] };
}

async function imagesOf(
  sageMaker: SageMakerClient,
  InferenceComponentName: string | undefined,
): Promise<string[]> {
  const call = sageMaker.send(new DescribeInferenceComponentCommand({ InferenceComponentName }));
  const component = await unlessMissing(call);
  const specifications = [component?.Specification ?? [], component?.Specifications ?? []].flat();
  const read = specifications.map((it) => imagesOfSpecification(sageMaker, it));
  return [...new Set((await Promise.all(read)).flat())];
}

/** One that names no image of its own has those of its model. */
async function imagesOfSpecification(
  sageMaker: SageMakerClient,
  { Container, ModelName }: InferenceComponentSpecificationSummary,
): Promise<string[]> {
  const deployed = urisOf([Container?.DeployedImage ?? []].flat());
  if (deployed.length > 0 || ModelName === undefined) return deployed;
  // A model that was deleted fails: its image is in use still, and nobody else knows it.
  const model = await sageMaker.send(new DescribeModelCommand({ ModelName }));
  const containers = [model.PrimaryContainer ?? [], model.Containers ?? []].flat();
  return containers.flatMap(({ Image }) => Image ?? []);
}

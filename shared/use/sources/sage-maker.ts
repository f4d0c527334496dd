import type { SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { Found } from './bounds.ts';
import { componentImages } from './sage-maker/components.ts';
import { endpointImages } from './sage-maker/endpoints.ts';
import { processingImages, trainingImages } from './sage-maker/jobs.ts';

/**
 * The images of Amazon SageMaker AI: of endpoints and their inference components, by name and by the digest that
 * SageMaker has resolved, and of training and processing jobs in progress.
 */
export async function sageMakerImages(sageMaker: SageMakerClient): Promise<Found> {
  const found = [
    await endpointImages(sageMaker),
    await componentImages(sageMaker),
    await trainingImages(sageMaker),
    await processingImages(sageMaker),
  ];
  return {
    items: found.flatMap(({ items }) => items),
    unknown: found.flatMap(({ unknown }) => unknown),
  };
}

import {
  DescribeProcessingJobCommand,
  DescribeTrainingJobCommand,
  paginateListProcessingJobs,
  paginateListTrainingJobs,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { type Bounded, type Found, takeAtMost, unknownBeyond } from '../bounds.ts';
import { inParts } from '../parts.ts';
import { unlessMissing } from './missing.ts';

const MOST_JOBS = 2000;

/** The most that SageMaker lists at a time. */
const PAGE = 100;

/** Made anew for each list: a paginator writes its token into what it is given. */
function running() {
  return { StatusEquals: 'InProgress' as const };
}

/** The images of training jobs in progress; an algorithm of SageMaker's has none. */
export async function trainingImages(sageMaker: SageMakerClient): Promise<Found> {
  const listed = await takeAtMost(
    'training jobs of SageMaker',
    MOST_JOBS,
    paginateListTrainingJobs({ client: sageMaker, pageSize: PAGE }, running()),
    (page) => page.TrainingJobSummaries?.flatMap(({ TrainingJobName }) => TrainingJobName ?? []),
  );
  return imagesOfJobs('training job', listed, async (TrainingJobName) => {
    const call = sageMaker.send(new DescribeTrainingJobCommand({ TrainingJobName }));
    return (await unlessMissing(call))?.AlgorithmSpecification?.TrainingImage;
  });
}

/** The images of processing jobs in progress: those that monitors and debugger rules start, too. */
export async function processingImages(sageMaker: SageMakerClient): Promise<Found> {
  const listed = await takeAtMost(
    'processing jobs of SageMaker',
    MOST_JOBS,
    paginateListProcessingJobs({ client: sageMaker, pageSize: PAGE }, running()),
    (page) => page.ProcessingJobSummaries?.flatMap(({ ProcessingJobName: name }) => name ?? []),
  );
  return imagesOfJobs('processing job', listed, async (ProcessingJobName) => {
    const call = sageMaker.send(new DescribeProcessingJobCommand({ ProcessingJobName }));
    return (await unlessMissing(call))?.AppSpecification?.ImageUri;
  });
}

async function imagesOfJobs(
  what: string,
  { items: names, beyond }: Bounded<string>,
  imageOf: (name: string) => Promise<string | undefined>,
): Promise<Found> {
  const read = await inParts(
    names,
    (name) => `the ${what} ${name} of SageMaker`,
    async (name) => {
      const uri = await imageOf(name);
      return uri === undefined ? [] : [{ by: `SageMaker ${what} ${name}`, uri }];
    },
  );
  return { items: read.items, unknown: [...unknownBeyond(beyond), ...read.unknown] };
}

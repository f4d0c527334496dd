import type {
  DescribeProcessingJobResponse,
  DescribeTrainingJobResponse,
  ProcessingJobSummary,
  TrainingJobSummary,
} from '@aws-sdk/client-sagemaker';
import { AwsError } from '../../http/errors.ts';
import type { Answers } from './answers.ts';
import type { JobUse } from './uses.ts';

type ArnOf = (rest: string) => string;

const CreationTime = new Date(0);

export function trainingAnswer(jobs: readonly JobUse[], arn: ArnOf): Answers<JobUse> {
  const summary = ({ name, status = 'InProgress' }: JobUse) =>
    ({
      ...{ TrainingJobName: name, TrainingJobStatus: status, CreationTime },
      TrainingJobArn: arn(`training-job/${name}`),
    }) satisfies TrainingJobSummary;
  return {
    ...commonOf(jobs),
    summary,
    description: (job) =>
      ({
        ...summary(job),
        AlgorithmSpecification: {
          TrainingInputMode: 'File',
          ...(job.image === undefined
            ? { AlgorithmName: 'xgboost' }
            : { TrainingImage: job.image }),
        },
        ...{ ModelArtifacts: { S3ModelArtifacts: '' }, SecondaryStatus: 'Training' },
        StoppingCondition: {},
      }) satisfies DescribeTrainingJobResponse,
  };
}

export function processingAnswer(jobs: readonly JobUse[], arn: ArnOf): Answers<JobUse> {
  const summary = ({ name, status = 'InProgress' }: JobUse) =>
    ({
      ...{ ProcessingJobName: name, ProcessingJobStatus: status, CreationTime },
      ProcessingJobArn: arn(`processing-job/${name}`),
    }) satisfies ProcessingJobSummary;
  return {
    ...commonOf(jobs),
    summary,
    description: (job) =>
      ({
        ...summary(job),
        AppSpecification: { ImageUri: job.image ?? '' },
        ProcessingResources: { ClusterConfig: cluster },
      }) satisfies DescribeProcessingJobResponse,
  };
}

const cluster = { InstanceCount: 1, InstanceType: 'ml.m5.large' as const, VolumeSizeInGB: 1 };

/** What both kinds of jobs have in common. */
function commonOf(all: readonly JobUse[]): Pick<Answers<JobUse>, 'all' | 'statusOf' | 'missing'> {
  return {
    all,
    statusOf: ({ status = 'InProgress' }) => status,
    missing: () => new AwsError('ResourceNotFound', 'Requested resource not found.'),
  };
}

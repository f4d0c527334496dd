import type { Uses as Running } from '../../../local/aws.ts';
import { digestIn, type Files, repositories, uris } from './acting.ts';

const [deleted = '', archived = '', ...others] = uris;
const halves = [[deleted, archived], others];
const other = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/other:1';

/** Files that name images of nobody. */
export const noFiles: Files = {
  'one.json': JSON.stringify([other]),
  'clusters/a.json': JSON.stringify([other]),
};
export const all = JSON.stringify(uris);

/** What runs the old images, and nothing else does; and the calls that read it. */
export interface Source {
  readonly running?: Running;
  readonly files?: Files;
  readonly calls: readonly string[];
  /** Those of the calls of which a reading makes one. */
  readonly once?: readonly string[];
  /** What is listed before it, so that it is on the second page. */
  readonly before?: Running;
}

const many = <Item>(count: number, itemOf: (name: string, at: number) => Item): Item[] =>
  Array.from({ length: count }, (_, at) => itemOf(`a-${String(at).padStart(3, '0')}`, at));
/** Declared by a tag that is not there, and resolved to the digest. */
const pinned = (uri: string) => {
  const [name = '', imageDigest = ''] = uri.split('@');
  return { image: `${name}:other`, imageDigest };
};

const ecs: Readonly<Record<string, Source>> = {
  'services of ECS': {
    running: {
      services: halves.map((images, at) => ({ cluster: `prod-${at}`, name: `web-${at}`, images })),
    },
    calls: [
      ...['ecs:ListClusters', 'ecs:ListServices', 'ecs:DescribeServices'],
      ...['ecs:DescribeTaskDefinition', 'ecs:ListTasks'],
    ],
    before: { services: many(100, (name) => ({ cluster: name, name, images: [other] })) },
  },
  'digests that services of ECS have pinned': {
    running: {
      services: many(22, (name, at) => ({
        ...{ cluster: 'prod', name, images: [other] },
        revision: [pinned(uris[at % 2] ?? '')],
        deployment: { status: 'IN_PROGRESS', source: [pinned(uris[2 + (at % 2)] ?? '')] },
      })),
    },
    calls: ['ecs:DescribeServiceDeployments', 'ecs:DescribeServiceRevisions'],
  },
  'tasks of ECS': {
    running: {
      tasks: [{ cluster: 'prod', family: 'job', containers: uris.map((image) => ({ image })) }],
    },
    calls: ['ecs:ListTasks', 'ecs:DescribeTasks'],
    before: {
      tasks: many(100, () => ({ cluster: 'prod', family: 'a', containers: [{ image: other }] })),
    },
  },
  'task definitions': {
    running: {
      taskDefinitions: halves.map((images, at) => ({ family: `web-${at}`, images })),
    },
    calls: [
      ...['ecs:ListTaskDefinitionFamilies', 'ecs:ListTaskDefinitions'],
      'ecs:DescribeTaskDefinition',
    ],
    before: { taskDefinitions: many(100, (family) => ({ family, images: [other] })) },
  },
};

const sageMakerCalls = [
  ...['ListEndpoints', 'DescribeEndpoint', 'ListInferenceComponents'],
  ...['DescribeInferenceComponent', 'DescribeModel', 'ListTrainingJobs', 'DescribeTrainingJob'],
  ...['ListProcessingJobs', 'DescribeProcessingJob'],
].map((call) => `sagemaker:${call}`);

/** Each kind runs another image; the models and components of two are asked for. */
const sageMaker: Source = {
  running: {
    sageMaker: {
      endpoints: [{ name: 'score', variants: [pinned(deleted)] }],
      inferenceComponents: [
        { name: 'small', endpoint: 'shared', model: 'small' },
        { name: 'large', endpoint: 'shared', model: 'large' },
      ],
      models: [
        { name: 'small', images: [other] },
        { name: 'large', images: [archived] },
      ],
      trainingJobs: [{ name: 'train', image: others[0] ?? '' }],
      processingJobs: [{ name: 'clean', image: others[1] ?? '' }],
    },
  },
  calls: sageMakerCalls,
  before: {
    sageMaker: {
      endpoints: many(100, (name) => ({ name, variants: [{ image: other }] })),
      inferenceComponents: many(100, (name) => ({
        ...{ name, endpoint: 'shared', container: { image: other } },
      })),
      trainingJobs: many(100, (name) => ({ name, image: other })),
      processingJobs: many(100, (name) => ({ name, image: other })),
    },
  },
};

export const sources: Readonly<Record<string, Source>> = {
  ...ecs,
  'published versions of Lambda': {
    running: {
      functions: uris.map((imageUri, at) => ({
        ...{ name: `f${at}`, imageUri: imageUri.replace(/@.*/, ':other') },
        versions: [{ imageUri }],
        aliases: [{ name: 'live', version: '1' }],
      })),
    },
    calls: ['lambda:ListFunctions', 'lambda:ListAliases', 'lambda:GetFunction'],
    before: { functions: many(50, (name) => ({ name, imageUri: other })) },
  },
  'App Runner': {
    running: { appRunner: uris.map((image, at) => ({ name: `service-${at}`, image })) },
    calls: ['apprunner:ListServices', 'apprunner:DescribeService'],
    before: { appRunner: many(20, (name) => ({ name, image: other })) },
  },
  'AWS Batch': {
    running: { batch: uris.map((image, at) => ({ name: `job-${at}`, images: [image] })) },
    calls: ['batch:DescribeJobDefinitions'],
    before: { batch: many(100, (name) => ({ name, images: [other] })) },
  },
  'Amazon SageMaker AI': sageMaker,
  'Amazon Inspector': {
    running: {
      inspector: repositories.map((repository) => ({
        ...{ repository, digest: digestIn(repository), inUseCount: 1 },
      })),
    },
    calls: [
      ...['inspector2:BatchGetAccountStatus', 'inspector2:ListCoverage'],
      'inspector2:GetClustersForImage',
    ],
    once: ['inspector2:BatchGetAccountStatus'],
    before: {
      inspector: many(200, (_, at) => ({
        ...{ repository: 'other', inUseCount: 1 },
        digest: `sha256:${at.toString(16).padStart(64, '0')}`,
      })),
    },
  },
  'a file': { files: { ...noFiles, 'one.json': all }, calls: ['s3:GetObject'] },
  'a folder of files': {
    files: { ...noFiles, 'clusters/a.json': all },
    calls: ['s3:ListObjectsV2', 's3:GetObject'],
    once: ['s3:ListObjectsV2'],
  },
};

/** Both, the first before the other. */
export function merged(first: Running, second: Running): Running {
  const both = (one: object = {}, two: object = {}): object => {
    const [a, b] = [one, two] as Record<string, unknown>[];
    const keys = new Set([...Object.keys(one), ...Object.keys(two)]);
    return Object.fromEntries(
      [...keys].map((key) => {
        const [left = [], right = []] = [a?.[key], b?.[key]];
        const isList = Array.isArray(left) && Array.isArray(right);
        return [key, isList ? [...left, ...right] : both(Object(left), Object(right))];
      }),
    );
  };
  return both(first, second) as Running;
}

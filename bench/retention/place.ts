import {
  BatchGetImageCommand,
  CreateRepositoryCommand,
  ECRClient,
  PutImageCommand,
  paginateDescribeImages,
} from '@aws-sdk/client-ecr';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type StartedAws, startLocalAws } from '../../local/aws.ts';
import { type Account, accountId, region } from './account.ts';
import type { Built } from './images.ts';

const DAY_MS = 86_400_000;

/** Where the list of pods is kept. */
export const podsUri = 's3://what-runs/pods.json';

/** A copy of the account on a local AWS of its own. */
export interface Place {
  aws: StartedAws;
  /** Calls since it was asked last, by service. */
  calls(): Record<string, number>;
  /** The images of the account that are still there. */
  left(): Promise<Built[]>;
  /** Those of the images that cannot be pulled: they, or parts of them, are gone. */
  unpullable(images: readonly Built[]): Promise<Built[]>;
  close(): Promise<void>;
}

export async function startPlace({ images, uses, pods }: Account): Promise<Place> {
  const today = Date.now();
  let clock = today;
  const now = () => new Date(clock);
  const aws = await startLocalAws({ uses, region, accountId, now, auth: false });
  const credentials = { accessKeyId: accountId, secretAccessKey: 'bench' };
  const settings = { endpoint: aws.endpoint, region, credentials };
  const ecr = new ECRClient(settings);
  for (const repositoryName of new Set(images.map(({ repository }) => repository))) {
    await ecr.send(new CreateRepositoryCommand({ repositoryName }));
  }
  for (const image of images.toSorted((a, b) => b.days - a.days)) {
    clock = today - image.days * DAY_MS;
    await push(ecr, image);
  }
  for (const { repository, digest, pulledDays } of images) {
    if (pulledDays === undefined) continue;
    clock = today - pulledDays * DAY_MS;
    await fetch(`${aws.endpoint}/v2/${repository}/manifests/${digest}`);
  }
  clock = today;
  await putPods(new S3Client({ ...settings, forcePathStyle: true }), pods);
  // As the stack excludes its roles: reading an index must not count as a pull.
  aws.excludeFromPullTimes(`arn:aws:iam::${accountId}:role/LocalAdmin`);
  let counted: Record<string, number> = {};
  const counts = ['ecr', 'ecs', 'lambda', 'apprunner', 'inspector2', 's3'];
  aws.onExchange(({ service }) => {
    if (counts.includes(service)) counted[service] = (counted[service] ?? 0) + 1;
  });
  return {
    aws,
    calls: () => {
      const calls = counted;
      counted = {};
      return calls;
    },
    left: () => leftOf(ecr, images),
    unpullable: async (asked) => {
      const gone: Built[] = [];
      for (const image of asked) if (!(await isWhole(ecr, image))) gone.push(image);
      return gone;
    },
    close: async () => {
      ecr.destroy();
      await aws.close();
    },
  };
}

async function push(ecr: ECRClient, { repository, manifest, tags = [] }: Built): Promise<void> {
  const image = { repositoryName: repository, imageManifest: manifest };
  for (const imageTag of tags.length === 0 ? [undefined] : tags) {
    await ecr.send(new PutImageCommand({ ...image, ...(imageTag && { imageTag }) }));
  }
}

async function putPods(s3: S3Client, pods: readonly string[]): Promise<void> {
  const [, , Bucket, Key] = podsUri.split('/');
  const items = pods.map((image, at) => ({
    ...{ kind: 'Pod', metadata: { name: `web-${at}`, namespace: 'shop' } },
    ...{ spec: { containers: [{ name: 'web', image }] }, status: {} },
  }));
  const Body = JSON.stringify({ kind: 'List', items });
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  s3.destroy();
}

async function leftOf(ecr: ECRClient, images: readonly Built[]): Promise<Built[]> {
  const there = new Set<string>();
  for (const repositoryName of new Set(images.map(({ repository }) => repository))) {
    const filter = { imageStatus: 'ANY' as const };
    const paging = { client: ecr, pageSize: 1000 };
    for await (const page of paginateDescribeImages(paging, { repositoryName, filter })) {
      for (const it of page.imageDetails ?? []) there.add(`${repositoryName}@${it.imageDigest}`);
    }
  }
  return images.filter(({ repository, digest }) => there.has(`${repository}@${digest}`));
}

/** Whether a container can start: the parts of an index are there as well. */
async function isWhole(
  ecr: ECRClient,
  { repository, digest }: Pick<Built, 'repository' | 'digest'>,
): Promise<boolean> {
  const asked = { repositoryName: repository, imageIds: [{ imageDigest: digest }] };
  const { images: [found] = [] } = await ecr.send(new BatchGetImageCommand(asked));
  const manifest = found?.imageManifest;
  if (manifest === undefined) return false;
  const { manifests = [] } = JSON.parse(manifest) as { manifests?: { digest: string }[] };
  for (const part of manifests) {
    if (!(await isWhole(ecr, { repository, digest: part.digest }))) return false;
  }
  return true;
}

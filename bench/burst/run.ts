import { createHash } from 'node:crypto';
import { type LocalAws, startLocalAws } from '../../local/aws.ts';
import type { AwsEvent } from '../../local/events/event.ts';
import type { Bundle } from '../../local/lambda/bundle.ts';
import type { Stack } from '../../local/stack/stack.ts';
import { deploy, roomyLimits } from '../deploy.ts';

/** The registry.yml that the functions are bundled with: every tag that is not a version is quarantined. */
export const registryYml = `
${roomyLimits}
naming:
  grace: 0s
  tags: [{ rule: versions, kinds: [semver], action: quarantine }]
`;

export interface BurstSize {
  /** Images that are pushed at once, each under a tag of its own. */
  pushes: number;
  /** One image of this many has an invalid tag. */
  oneInvalidOf: number;
  /** One event of this many comes twice. */
  oneTwiceOf: number;
  /** The rate limit of ECR; the pushes themselves are not counted. */
  requestsPerSecond: number;
}

export interface Burst {
  events: number;
  seconds: number;
  /** Calls by the functions to ECR, and how many of these were throttled. */
  calls: number;
  throttled: number;
  /** Invalid tags that were reported, and the number of messages. */
  reported: number;
  messages: number;
  deadLetters: number;
  /** Every image with its tags, after the events, and after a scheduled run alone. */
  end: string[];
  endOfScheduledRun: string[];
}

/**
 * Many pushes at once, their events shuffled and some of them twice, against a rate limit. The same pushes without
 * events, but with the scheduled run, give the expected end.
 *
 * @param bundles - The functions, where they are bundled already.
 */
export async function runBurst(
  size: BurstSize,
  bundles?: ReadonlyMap<string, Bundle>,
): Promise<Burst> {
  const byScheduledRun = await withStack(size, bundles, async ({ stack, aws }) => {
    await stack.fire('walk');
    await stack.idle();
    return stateOf(aws);
  });
  return withStack(size, bundles, async ({ aws, stack, counts, mailbox }) => {
    const events = shuffled(eventsOf(size));
    aws.faults.set([{ operations: ['ecr:*'], requestsPerSecond: size.requestsPerSecond }]);
    const began = performance.now();
    for (const event of events) stack.deliver(event);
    await stack.idle();
    const seconds = (performance.now() - began) / 1000;
    const messages = mailbox();
    return {
      ...{ events: events.length, seconds, ...counts },
      reported: new Set(messages.flatMap((text) => text.match(/build-\d+/g) ?? [])).size,
      messages: messages.length,
      deadLetters: queued(aws, stack.resources.DeadLetters?.name).length,
      ...{ end: stateOf(aws), endOfScheduledRun: byScheduledRun },
    };
  });
}

interface Started {
  aws: LocalAws & { snapshot(): { imageDetails: readonly Detail[] } };
  stack: Stack;
  counts: { calls: number; throttled: number };
  mailbox(): string[];
}

interface Detail {
  repositoryName: string;
  imageDigest: string;
  imageTags?: readonly string[] | undefined;
}

async function withStack<Result>(
  size: BurstSize,
  bundles: ReadonlyMap<string, Bundle> | undefined,
  work: (started: Started) => Promise<Result>,
): Promise<Result> {
  const aws = await startLocalAws({ snapshot: snapshotOf(size) });
  const stack = await deploy(aws, registryYml, bundles);
  const counts = { calls: 0, throttled: 0 };
  aws.onExchange(({ service, error }) => {
    if (service !== 'ecr') return;
    counts.calls += 1;
    if (error?.name === 'ThrottlingException') counts.throttled += 1;
  });
  aws.storage.createQueue('mailbox');
  const topic = stack.resources.AlertTopic?.name ?? '';
  aws.storage.subscribe({ topic, queue: 'mailbox', attributes: { RawMessageDelivery: 'true' } });
  try {
    return await work({ aws, stack, counts, mailbox: () => queued(aws, 'mailbox') });
  } finally {
    await stack.close();
    await aws.close();
  }
}

function queued(aws: LocalAws, queue = ''): string[] {
  return aws.storage.inspectQueue(queue)?.messages.ready.map(({ body }) => body) ?? [];
}

const IMAGES_PER_REPOSITORY = 100;

/** Recent, as an image that was pushed long ago is not quarantined. */
const PUSHED_AT = new Date().toISOString();

function* pushesOf({ pushes, oneInvalidOf }: BurstSize) {
  for (let at = 0; at < pushes; at += 1) {
    const repositoryName = `team/app-${Math.floor(at / IMAGES_PER_REPOSITORY)}`;
    const imageDigest = `sha256:${createHash('sha256').update(`image ${at}`).digest('hex')}`;
    const imageTag = at % oneInvalidOf === 0 ? `build-${at}` : `1.${at}.0`;
    yield { repositoryName, imageDigest, imageTag };
  }
}

function snapshotOf(size: BurstSize) {
  const pushes = [...pushesOf(size)];
  const names = [...new Set(pushes.map(({ repositoryName }) => repositoryName))];
  return {
    repositories: names.map((repositoryName) => ({ repositoryName })),
    imageDetails: pushes.map(({ imageTag, ...image }) => ({
      ...image,
      ...{ imageTags: [imageTag], imageSizeInBytes: 1000 },
      imagePushedAt: PUSHED_AT,
      imageManifestMediaType: 'application/vnd.oci.image.manifest.v1+json',
    })),
    pullThroughCacheRules: [],
  };
}

function* eventsOf(size: BurstSize): Generator<AwsEvent> {
  let at = 0;
  for (const { repositoryName, imageDigest, imageTag } of pushesOf(size)) {
    const event: AwsEvent = {
      ...{ version: '0', id: `event-${at}`, 'detail-type': 'ECR Image Action' },
      ...{ source: 'aws.ecr', account: '123456789012', time: PUSHED_AT },
      ...{ region: 'eu-west-1', resources: [] },
      detail: {
        ...{ result: 'SUCCESS', 'action-type': 'PUSH', 'repository-name': repositoryName },
        ...{ 'image-digest': imageDigest, 'image-tag': imageTag },
      },
    };
    yield event;
    if (at % size.oneTwiceOf === 0) yield event;
    at += 1;
  }
}

/** In another order, the same each time: sorted by a digest of their index. */
function shuffled<Item>(items: Iterable<Item>): Item[] {
  const keyed = [...items].map((item, at) => {
    return { item, key: createHash('sha256').update(String(at)).digest('hex') };
  });
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ item }) => item);
}

function stateOf(aws: Started['aws']): string[] {
  const { imageDetails } = aws.snapshot();
  return imageDetails
    .map((it) => `${it.repositoryName}@${it.imageDigest}: ${[...(it.imageTags ?? [])].sort()}`)
    .sort();
}

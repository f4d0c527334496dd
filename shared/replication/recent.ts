import {
  DescribeImageReplicationStatusCommand,
  DescribeRegistryCommand,
  type ECRClient,
  type ReplicationRule,
} from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import { images, REPOSITORIES_AT_A_TIME, repositories } from '../registry/read.ts';
import { unlessGone } from '../registry/tags/races.ts';

/** An image that ECR could not copy to one destination. */
export interface FailedReplication {
  repository: string;
  digest: string;
  tags: readonly string[];
  destination: { registryId: string; region: string };
  /** ECR's own code; AWS does not publish the values. */
  failureCode: string;
}

export interface RecentReplications {
  failed: FailedReplication[];
  /** Images pushed since then whose status was read. */
  lookedAt: number;
  /** Those beyond the bound, the oldest ones. */
  notLookedAt: number;
}

/** The most images whose status one run reads: each is a call, and AWS publishes no rate for it. */
const MOST_IMAGES = 1000;

interface RecentImage {
  repository: string;
  digest: string;
  tags: readonly string[];
  pushedAt: Date;
}

/**
 * Reads the replication status of images pushed since then, newest first, in the repositories that a replication rule
 * applies to. Without a rule that is one call; with one, all images of these repositories are listed, as ECR cannot
 * list by the time of the push.
 */
export async function recentReplications(
  ecr: ECRClient,
  since: Date,
  most = MOST_IMAGES,
): Promise<RecentReplications> {
  const { replicationConfiguration } = await ecr.send(new DescribeRegistryCommand({}));
  const rules = replicationConfiguration?.rules ?? [];
  if (rules.length === 0) return { failed: [], lookedAt: 0, notLookedAt: 0 };
  const recent = await pushedSince(ecr, rules, since);
  recent.sort((one, other) => other.pushedAt.getTime() - one.pushedAt.getTime());
  const asked = recent.slice(0, most);
  const failed = await pMap(asked, (it) => failuresOf(ecr, it), {
    concurrency: REPOSITORIES_AT_A_TIME,
  });
  return {
    failed: failed.flat(),
    lookedAt: asked.length,
    notLookedAt: recent.length - asked.length,
  };
}

async function pushedSince(
  ecr: ECRClient,
  rules: readonly ReplicationRule[],
  since: Date,
): Promise<RecentImage[]> {
  const names: string[] = [];
  for await (const { repositoryName } of repositories(ecr)) {
    if (rules.some((rule) => isFor(rule, repositoryName))) names.push(repositoryName);
  }
  const found = await pMap(names, (name) => unlessGone(recentImagesOf(ecr, name, since)), {
    concurrency: REPOSITORIES_AT_A_TIME,
  });
  return found.flatMap((it) => it ?? []);
}

/** A rule without filters applies to every repository. */
function isFor({ repositoryFilters = [] }: ReplicationRule, name: string): boolean {
  if (repositoryFilters.length === 0) return true;
  return repositoryFilters.some(({ filter }) => filter !== undefined && name.startsWith(filter));
}

async function recentImagesOf(
  ecr: ECRClient,
  repository: string,
  since: Date,
): Promise<RecentImage[]> {
  const found: RecentImage[] = [];
  for await (const image of images(ecr, repository, { tagStatus: 'ANY' })) {
    const { imageDigest: digest, imageTags: tags = [], imagePushedAt: pushedAt } = image;
    if (pushedAt && pushedAt >= since) found.push({ repository, digest, tags, pushedAt });
  }
  return found;
}

async function failuresOf(ecr: ECRClient, image: RecentImage): Promise<FailedReplication[]> {
  const { repository, digest, tags } = image;
  const input = { repositoryName: repository, imageId: { imageDigest: digest } };
  const answer = await unlessGone(ecr.send(new DescribeImageReplicationStatusCommand(input)));
  return (answer?.replicationStatuses ?? []).flatMap((it) => {
    if (it.status !== 'FAILED') return [];
    const { registryId = 'unknown', region = 'unknown', failureCode = 'no code' } = it;
    return [{ repository, digest, tags, destination: { registryId, region }, failureCode }];
  });
}

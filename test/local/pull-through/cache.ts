import {
  CreatePullThroughCacheRuleCommand,
  type CreatePullThroughCacheRuleCommandInput,
} from '@aws-sdk/client-ecr';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { AwsEvent } from '../../../local/events/event.ts';
import type { LocalAwsOptions } from '../../../local/options.ts';
import {
  base,
  login,
  ociImage,
  ociIndex,
  pushParts,
  putManifest,
  type Send,
  sha,
  startRegistry,
} from '../distribution/client.ts';
import { startTestAws } from '../start.ts';

/** The repository `team-a/web-app` of an upstream, as it is called in the cache. */
export const cachedName = 'quay/team-a/web-app';
export const cached = `/v2/${cachedName}`;

/** A clock that only tests move on. */
export function createClock(start = '2026-11-21T12:00:00Z') {
  let time = new Date(start).getTime();
  return {
    now: () => new Date(time),
    wait: (hours: number) => {
      time += hours * 60 * 60 * 1000;
    },
  };
}

/** An upstream: another local registry, by default without a login. */
export function startUpstream(options: LocalAwsOptions = {}) {
  return startRegistry({ auth: false, ...options });
}

/** A cache with a rule for `quay`, whose upstream is the given one. */
export async function startCache(upstream: string, options: LocalAwsOptions = {}) {
  const started = await startTestAws({ upstreams: { quay: upstream }, ...options });
  const events: AwsEvent[] = [];
  started.aws.bus.subscribe((event) => events.push(event));
  const addRule = (rule: Partial<CreatePullThroughCacheRuleCommandInput> = {}) =>
    started.ecr.send(
      new CreatePullThroughCacheRuleCommand({
        ecrRepositoryPrefix: 'quay',
        upstreamRegistryUrl: 'quay.io',
        ...rule,
      }),
    );
  const addSecret = async (content: object) => {
    const Name = 'ecr-pullthroughcache/upstream';
    const SecretString = JSON.stringify(content);
    const secret = new CreateSecretCommand({ Name, SecretString });
    return (await started.secretsManager.send(secret)).ARN ?? '';
  };
  await addRule();
  return {
    ...started,
    send: await login(started),
    addRule,
    addSecret,
    detailsOf: (type: string) =>
      events.filter((event) => event['detail-type'] === type).map(({ detail }) => detail),
    cacheEvents: () =>
      events.filter((event) => event['detail-type'] === 'ECR Pull Through Cache Action'),
  };
}

/** Pushes an index of two images under a tag. @returns index and children */
export async function pushIndex(send: Send, tag: string) {
  const children = [await pushParts(send, 'amd64'), await pushParts(send, 'arm64')];
  for (const child of children) await putManifest(send, sha(child), child);
  const index = JSON.stringify({
    schemaVersion: 2,
    mediaType: ociIndex,
    manifests: children.map((child) => ({
      mediaType: ociImage,
      digest: sha(child),
      size: child.length,
    })),
  });
  await putManifest(send, tag, index, base, ociIndex);
  return { index, children };
}

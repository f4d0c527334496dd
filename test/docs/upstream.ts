import { CreateRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import { type StartedAws, startLocalAws } from '../../local/aws.ts';
import { isUpstreamName, upstreams } from '../../shared/config/schema/cache/upstreams.ts';
import type { Send } from '../local/distribution/client.ts';
import { clientConfig } from '../local/start.ts';
import { pushPlatforms } from '../support/warm.ts';

/** A registry on this machine that stands for an upstream of cache rules. */
export interface Upstream {
  /** For the local AWS, by the name of the upstream. */
  addresses: Record<string, string>;
  /** For commands that ask the upstream themselves. */
  variables: Record<string, string>;
  close(): Promise<void>;
}

/** @param value - `quay team/app:1.0.0 team/app:1.1.0`: the upstream's name, and the images that it has. */
export async function openUpstream(value: string): Promise<Upstream> {
  const [name = '', ...images] = value.split(' ');
  const host = isUpstreamName(name) ? upstreams[name].url : undefined;
  if (host === undefined) throw new Error(`${name} is no upstream with a host of its own`);
  const aws = await startLocalAws({ auth: false });
  await pushAll(aws, images);
  return {
    addresses: { [name]: aws.endpoint },
    variables: { UPSTREAM_ADDRESSES: `${host}=${aws.endpoint}` },
    close: () => aws.close(),
  };
}

async function pushAll(aws: StartedAws, images: readonly string[]): Promise<void> {
  const ecr = new ECRClient(clientConfig(aws));
  const of = Map.groupBy(images, (image) => image.split(':')[0] ?? '');
  for (const [repositoryName, those] of of) {
    await ecr.send(new CreateRepositoryCommand({ repositoryName }));
    for (const image of those) {
      const tag = image.slice(repositoryName.length + 1);
      const to = `/v2/${repositoryName}`;
      await pushPlatforms(sendTo(aws), tag, ['linux/amd64', 'linux/arm64'], to);
    }
  }
  ecr.destroy();
}

function sendTo({ endpoint }: StartedAws): Send {
  return (method, path, { body, headers = {} } = {}) =>
    fetch(new URL(path, endpoint), {
      method,
      headers,
      ...(body !== undefined && { body: Buffer.from(body) }),
    });
}

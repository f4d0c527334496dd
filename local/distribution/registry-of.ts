import type { IncomingMessage } from 'node:http';
import { registryNamedIn } from '../ecr/registry/tokens.ts';
import type { Peer } from '../peers.ts';
import type { Region } from '../region.ts';
import type { Regions } from '../regions.ts';
import { passwordIn } from './auth.ts';
import { registryOfLink } from './signed-url.ts';

/** `123456789012.dkr.ecr.us-west-2.amazonaws.com`, or with another domain, such as `localhost`. */
const registryHost = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\./;

/**
 * The registry of a docker client's request: by its host, else by its token or its link to a layer, else that of
 * the default account and region.
 */
export function registryOf(regions: Regions, { headers, url }: IncomingMessage): Region | Peer {
  const [, accountId = '', region = ''] = registryHost.exec(headers.host ?? '') ?? [];
  const place = region
    ? { accountId, region }
    : (registryNamedIn(passwordIn(headers.authorization)) ?? registryOfLink(url));
  return (place && regions.at(place)) ?? regions.home;
}

import { upstreamNames } from '../ecr/rules/upstreams.ts';

/** How pull through cache rules work here. */
export interface PullThroughOptions {
  /**
   * The permissions of the puller. Without `batchImportUpstreamImage` nothing is imported, without
   * `createRepository` nothing that has no repository yet; the puller gets "not found", as AWS documents. Default:
   * all `true`.
   */
  permissions?: { batchImportUpstreamImage?: boolean; createRepository?: boolean };
  /** Does an import also send `ECR Image Action` for each image? AWS does not document it; default `true`. */
  imageEvents?: boolean;
  /**
   * Can an image that is not cached be pulled by digest? Users of ECR report that it cannot, the user guide says
   * that it can; default `false`.
   */
  firstPullByDigest?: boolean;
}

/** `upstreams` has an unknown upstream, or an address that is not on this machine. */
export class UpstreamAddressError extends Error {
  override name = 'UpstreamAddressError' as const;
}

/**
 * The registries on this machine that stand for ECR's upstreams.
 *
 * @param addresses by upstream: `{ 'docker-hub': 'http://127.0.0.1:5001' }`
 * @throws UpstreamAddressError
 */
export function parseUpstreams(
  addresses: Readonly<Record<string, string>>,
): ReadonlyMap<string, URL> {
  return new Map(
    Object.entries(addresses).map(([name, address]) => {
      if (!upstreamNames.includes(name)) {
        throw new UpstreamAddressError(
          `There is no upstream ${name}: use one of ${upstreamNames.join(', ')}`,
        );
      }
      if (!URL.canParse(address) || !isLoopback(new URL(address))) {
        throw new UpstreamAddressError(
          `The upstream ${name} must be a registry on this machine, such as http://127.0.0.1:5001, not ${address}`,
        );
      }
      return [name, new URL(address)];
    }),
  );
}

/** Is a URL on this machine? */
export function isLoopback({ protocol, hostname }: URL): boolean {
  const isWeb = protocol === 'http:' || protocol === 'https:';
  return isWeb && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

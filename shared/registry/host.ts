import { partitionOf } from './identity.ts';

/** The host of a private ECR registry, as in an image URI. */
export interface RegistryHost {
  /** In lower case and without the port. */
  host: string;
  registryId: string;
  region: string;
  /** A FIPS endpoint: it cannot do the first pull through a cache rule. */
  fips: boolean;
}

/** `dkr.ecr` is reached by IPv4, `dkr-ecr` by IPv6 too. */
const pattern = /^(\d{12})\.dkr([.-])ecr(-fips)?\.([a-z0-9-]+)\.([a-z0-9.-]+?)(?::443)?$/;

/**
 * Parses account and region from a host name; undefined for any other host. It is
 * `<account>.dkr.ecr.<region>.amazonaws.com`, or dual-stack `<account>.dkr-ecr.<region>.on.aws`; each also with -fips,
 * and with the suffix of the region's partition. Case and the port 443 do not matter.
 */
export function parseRegistryHost(text: string): RegistryHost | undefined {
  const [host, registryId, kind, fips, region, suffix] = pattern.exec(text.toLowerCase()) ?? [];
  if (!host || !registryId || !region) return undefined;
  const { dnsSuffix, dualStackDnsSuffix } = partitionOf(region);
  const expected = kind === '.' ? dnsSuffix : dualStackDnsSuffix.replace(/^api\./, 'on.');
  if (suffix !== expected) return undefined;
  return { host: host.replace(/:443$/, ''), registryId, region, fips: fips !== undefined };
}

/** The same registry's dual-stack host, for IPv4 and IPv6 (AWS_USE_DUALSTACK_ENDPOINT). */
export function dualStackHost({ registryId, region, fips }: RegistryHost): string {
  const suffix = partitionOf(region).dualStackDnsSuffix.replace(/^api\./, 'on.');
  return `${registryId}.dkr-ecr${fips ? '-fips' : ''}.${region}.${suffix}`;
}

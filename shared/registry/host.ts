/** The host of a private ECR registry, as it stands in front of an image. */
export interface RegistryHost {
  host: string;
  registryId: string;
  region: string;
  /** A FIPS endpoint: it cannot do the first pull through a cache rule. */
  fips: boolean;
}

/**
 * `<account>.dkr.ecr.<region>.amazonaws.com`, and dual-stack `<account>.dkr-ecr.<region>.on.aws`; each also
 * with -fips and with the suffix of China.
 */
const patterns = [
  /^(\d{12})\.dkr\.ecr(-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/,
  /^(\d{12})\.dkr-ecr(-fips)?\.([a-z0-9-]+)\.on\.(?:aws|amazonwebservices\.com\.cn)$/,
];

/** Reads account and region off a host name; undefined for any other host. */
export function parseRegistryHost(host: string): RegistryHost | undefined {
  for (const pattern of patterns) {
    const [, registryId, fips, region] = pattern.exec(host) ?? [];
    if (registryId && region) return { host, registryId, region, fips: fips !== undefined };
  }
  return undefined;
}

import { AwsError } from '../../http/errors.ts';
import { invalidParameter } from '../errors.ts';

/** A registry that a pull through cache rule can point at. */
interface Upstream {
  name: string;
  url: RegExp;
  /** `secret`: a rule needs a credential. */
  credential: 'none' | 'secret' | 'role';
}

/** One label, such as `myacr-dnlhash123`; regional hosts (`demo.eastus.geo.azurecr.io`) are not documented. */
const azure = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.azurecr\.io$/;

/** Each partition has a domain of its own. */
const privateRegistry =
  /^\d{12}\.dkr\.ecr\.(?:cn(?:-[a-z]+)+-\d+\.amazonaws\.com\.cn|eusc(?:-[a-z]+)+-\d+\.amazonaws\.eu|(?!cn-|eusc-)[a-z]{2,4}(?:-[a-z]+)+-\d+\.amazonaws\.com)$/;

/**
 * The upstreams that ECR knows, a fixed list (Amazon ECR user guide, "Creating a pull through cache rule";
 * API reference, `upstreamRegistry`).
 */
const upstreams: readonly Upstream[] = [
  { name: 'ecr-public', url: /^public\.ecr\.aws$/, credential: 'none' },
  { name: 'k8s', url: /^registry\.k8s\.io$/, credential: 'none' },
  { name: 'quay', url: /^quay\.io$/, credential: 'none' },
  { name: 'docker-hub', url: /^registry-1\.docker\.io$/, credential: 'secret' },
  { name: 'github-container-registry', url: /^ghcr\.io$/, credential: 'secret' },
  { name: 'azure-container-registry', url: azure, credential: 'secret' },
  { name: 'gitlab-container-registry', url: /^registry\.gitlab\.com$/, credential: 'secret' },
  { name: 'chainguard', url: /^cgr\.dev$/, credential: 'secret' },
  { name: 'ecr', url: privateRegistry, credential: 'role' },
];

export const upstreamNames = upstreams.map((upstream) => upstream.name);

/** The name of the upstream that a URL belongs to, if ECR knows it. */
export function upstreamOf(url: string): string | undefined {
  return upstreams.find((upstream) => upstream.url.test(url))?.name;
}

/** How the rule authenticates to the upstream. */
export interface UpstreamAccess {
  upstreamRegistryUrl: string;
  upstreamRegistry?: string | undefined;
  credentialArn?: string | undefined;
  customRoleArn?: string | undefined;
}

/**
 * The name of the upstream, derived from its URL.
 *
 * @throws AwsError `UnsupportedUpstreamRegistryException` when ECR does not know it, or when it needs a credential
 *   and none is given; `InvalidParameterException` when name and URL disagree, or when a registry of another
 *   account is given without a role
 */
export function resolveUpstream(access: UpstreamAccess, accountId: string): string {
  const upstream = upstreams.find(({ url }) => url.test(access.upstreamRegistryUrl));
  if (!upstream) {
    throw unsupported(
      `The upstream registry URL ${access.upstreamRegistryUrl} is invalid. Specify a valid upstream registry URL and try again`,
    );
  }
  if (access.upstreamRegistry !== undefined && access.upstreamRegistry !== upstream.name) {
    throw invalidParameter('upstreamRegistry', `must be ${upstream.name} for this URL`);
  }
  if (upstream.credential === 'secret' && access.credentialArn === undefined) {
    throw unsupported(
      'The specified upstream registry requires authentication. Specify a valid Secrets Manager ARN and try again.',
    );
  }
  const foreign = !access.upstreamRegistryUrl.startsWith(`${accountId}.`);
  if (upstream.credential === 'role' && foreign && access.customRoleArn === undefined) {
    throw invalidParameter('customRoleArn', 'must be given for a registry of another account');
  }
  return upstream.name;
}

function unsupported(message: string): AwsError {
  return new AwsError('UnsupportedUpstreamRegistryException', message);
}

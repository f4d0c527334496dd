import { closest } from '../../document/did-you-mean.ts';

/**
 * The upstream registries that ECR's pull through cache supports, by the API's own names (`upstreamRegistry`), with
 * the URL that a rule for them has. The list is AWS's and closed: for any other upstream ECR returns
 * UnsupportedUpstreamRegistryException. Source: Amazon ECR user guide, "Creating a pull through cache rule".
 */
export const upstreams = {
  'ecr-public': { url: 'public.ecr.aws', credential: 'none' },
  k8s: { url: 'registry.k8s.io', credential: 'none' },
  quay: { url: 'quay.io', credential: 'optional' },
  'docker-hub': { url: 'registry-1.docker.io', credential: 'required' },
  'github-container-registry': { url: 'ghcr.io', credential: 'required' },
  'gitlab-container-registry': { url: 'registry.gitlab.com', credential: 'required' },
  chainguard: { url: 'cgr.dev', credential: 'required' },
  'azure-container-registry': { url: undefined, credential: 'required' },
  ecr: { url: undefined, credential: 'none' },
} as const satisfies Record<string, Upstream>;

interface Upstream {
  /** Undefined: the rule has to give it, as every customer of this upstream has their own registry. */
  url: string | undefined;
  /** Whether a rule needs a Secrets Manager secret to log in with. */
  credential: 'none' | 'optional' | 'required';
}

export type UpstreamName = keyof typeof upstreams;

export const upstreamNames = Object.keys(upstreams) as UpstreamName[];

export function isUpstreamName(name: unknown): name is UpstreamName {
  return typeof name === 'string' && Object.hasOwn(upstreams, name);
}

/** Other names of an upstream, mostly the host in the names of images. */
const otherNames: Readonly<Record<string, UpstreamName>> = {
  docker: 'docker-hub',
  hub: 'docker-hub',
  'docker.io': 'docker-hub',
  'index.docker.io': 'docker-hub',
  'hub.docker.com': 'docker-hub',
  ghcr: 'github-container-registry',
  'github.com': 'github-container-registry',
  'gitlab.com': 'gitlab-container-registry',
  acr: 'azure-container-registry',
  'azurecr.io': 'azure-container-registry',
  'gallery.ecr.aws': 'ecr-public',
  'k8s.gcr.io': 'k8s',
  kubernetes: 'k8s',
  cgr: 'chainguard',
};

/** The upstream that a name, a host or a typo probably means; undefined where none is close. */
export function upstreamMeant(text: string): UpstreamName | undefined {
  const plain = text.toLowerCase();
  const byHost = upstreamNames.find((name) => upstreams[name].url === plain);
  const found = byHost ?? (Object.hasOwn(otherNames, plain) ? otherNames[plain] : undefined);
  return found ?? (closest(text, upstreamNames) as UpstreamName | undefined);
}

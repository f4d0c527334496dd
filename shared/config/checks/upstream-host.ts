import { type UpstreamName, upstreamNames, upstreams } from '../schema/cache/upstreams.ts';

/**
 * Why ECR does not accept a host of an upstream; undefined when it does. ECR has a fixed list, of which two entries
 * are patterns: a registry of Azure, and one of ECR itself.
 */
export function wrongHost(upstream: UpstreamName, given: string): string | undefined {
  const { url } = upstreams[upstream];
  if (given === url) return undefined;
  const bare = bareHost(given);
  if (bare !== given)
    return `has to be a host name alone: ${bare === '' ? exampleOf(upstream) : bare}`;
  if (url !== undefined) return wrongFixed(upstream, url, given);
  return forms[upstream]?.test(given) && isOfItsPartition(given)
    ? undefined
    : `"${given}" is not a host of ${upstream}: use one such as ${exampleOf(upstream)}${hint(given)}`;
}

/** The host of what may be a URL, or the name of an image, in lower case. */
function bareHost(given: string): string {
  const host = given
    .trim()
    .replace(/^[a-z]*:?\/\//i, '')
    .replace(/^[^/@]*@/, '');
  return host
    .replace(/[/:?#].*$/, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

function wrongFixed(upstream: UpstreamName, url: string, given: string): string {
  const other = upstreamNames.find((name) => upstreams[name].url === given);
  if (other !== undefined) return `is the host of ${other}: that of ${upstream} is always ${url}`;
  const always = `the host of ${upstream} is always ${url}: remove it`;
  return upstream === 'gitlab-container-registry'
    ? `${always}. ECR supports only GitLab.com, not a self-hosted GitLab`
    : `${always}. ECR has a fixed list of upstreams, and ${given} is not one of them`;
}

const forms: { [name in UpstreamName]?: RegExp } = {
  // One label, which since 2025 may end in a hyphen and a hash: no azurecr.cn, and no regional (geo) endpoints.
  'azure-container-registry': /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.azurecr\.io$/,
  ecr: /^\d{12}\.dkr\.ecr\.[a-z]{2,4}(-[a-z]+)+-\d+\.amazonaws\.(com|com\.cn|eu)$/,
};

/** The regions of China and of the European Sovereign Cloud have their own domains. */
function isOfItsPartition(host: string): boolean {
  if (host.endsWith('.azurecr.io')) return true;
  const [, region = '', domain] = /\.ecr\.([^.]+)\.amazonaws\.(.+)$/.exec(host) ?? [];
  if (region.startsWith('cn-')) return domain === 'com.cn';
  return domain === (region.startsWith('eusc-') ? 'eu' : 'com');
}

function hint(given: string): string {
  if (/\.geo\.azurecr\.io$/.test(given)) return ' (not the endpoint of a region)';
  return '';
}

export function exampleOf(upstream: UpstreamName): string {
  const examples: { [name in UpstreamName]?: string } = {
    'azure-container-registry': 'myteam.azurecr.io',
    ecr: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
  };
  return upstreams[upstream].url ?? examples[upstream] ?? '';
}

import { BlockList, isIP } from 'node:net';
import { StewardError } from '../../shared/runtime/errors.ts';

type Environment = Record<string, string | undefined>;

/** The `proxyEnv` of Node's agents. */
export interface ProxyEnvironment {
  https_proxy?: string;
  http_proxy?: string;
  no_proxy: string;
}

/**
 * The proxies that the environment names, as the AWS CLI reads them: HTTPS_PROXY is for https://, HTTP_PROXY for
 * http://, and lower case precedes upper case. Undefined where there is none.
 *
 * @throws StewardError for a value that is not the address of a proxy.
 */
export function proxiesOf(env: Environment): ProxyEnvironment | undefined {
  const https = proxyOf(env, 'HTTPS_PROXY');
  const http = proxyOf(env, 'HTTP_PROXY');
  if (https === undefined && http === undefined) return undefined;
  return {
    ...(https && { https_proxy: https }),
    ...(http && { http_proxy: http }),
    no_proxy: withoutProxy(env),
  };
}

function proxyOf(env: Environment, name: string): string | undefined {
  const given = (env[name.toLowerCase()] || env[name])?.trim();
  if (!given) return undefined;
  // Without a scheme it is http://, as for the AWS CLI and curl.
  const text = given.includes('://') ? given : `http://${given}`;
  const scheme = /^(.*?):\/\//.exec(text)?.[1]?.toLowerCase() ?? '';
  if (!['http', 'https'].includes(scheme)) {
    throw new StewardError(
      `${name} names a ${scheme}:// proxy: only http:// and https:// are supported`,
    );
  }
  // It may hold a password: the error never quotes it.
  if (!isAddress(text)) {
    throw new StewardError(
      `${name} is not the address of a proxy: give one such as http://proxy.example.com:3128, ` +
        'with %40 for an @ in a user name or a password',
    );
  }
  return text;
}

function isAddress(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.hostname === '' || /\s/.test(text)) return false;
  try {
    decodeURIComponent(url.username + url.password);
    return true;
  } catch {
    return false;
  }
}

/** Never behind a proxy: this machine, and the metadata services that provide credentials. */
const near = [
  ...['localhost', '127.0.0.1', '::1'],
  ...['169.254.169.254', 'fd00:ec2::254'],
  ...['169.254.170.2', '169.254.170.23', 'fd00:ec2::23'],
];

/**
 * NO_PROXY in the one form that all of Node understands. As for the AWS CLI and curl, a name covers all names below it,
 * with or without a leading dot or `*.`. A range such as 10.0.0.0/8 covers the addresses of AWS_ENDPOINT_URL in it.
 */
function withoutProxy(env: Environment): string {
  const given = env.no_proxy || env.NO_PROXY || '';
  const entries = given
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  if (entries.includes('*')) return '*';
  const ranges = entries.filter((entry) => entry.includes('/'));
  const names = entries.filter((entry) => !entry.includes('/'));
  const inRange = addressesOf(env).filter((address) => ranges.some((it) => isIn(it, address)));
  return [...names, ...near, ...inRange].flatMap(formsOf).join(',');
}

function formsOf(entry: string): string[] {
  const bare = entry
    .replace(/^\*?\./, '')
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
  if (isIP(bare) === 6) return [bare, `[${bare}]`];
  return isIP(bare) === 4 ? [bare] : [bare, `.${bare}`];
}

/** AWS has names; only an AWS_ENDPOINT_URL can have an address. */
function addressesOf(env: Environment): string[] {
  const endpoints = Object.entries(env).filter(([name]) => name.startsWith('AWS_ENDPOINT_URL'));
  const hosts = endpoints.map(([, value]) => URL.parse(value ?? '')?.hostname ?? '');
  return hosts.map((host) => host.replace(/^\[(.*)\]$/, '$1')).filter((host) => isIP(host) !== 0);
}

function isIn(range: string, address: string): boolean {
  const [network = '', bits] = range.split('/');
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(network) === 0 || !/^\d{1,3}$/.test(bits ?? '')) return false;
  if (Number(bits) > (family === 'ipv6' ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

import { BlockList, isIP } from 'node:net';
import { StewardError } from '../../shared/runtime/errors.ts';

type Environment = Record<string, string | undefined>;

/** What Node's agents take, the way Node reads it. */
export interface ProxyEnvironment {
  https_proxy?: string;
  http_proxy?: string;
  no_proxy: string;
}

/**
 * The proxies that the environment names, as the AWS CLI reads them: HTTPS_PROXY is for https://, HTTP_PROXY for
 * http://, the lower case goes before the upper. Undefined where there is none.
 *
 * @throws StewardError for one that is no address of a proxy.
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
  // As the AWS CLI and curl do: a proxy without a scheme is an http:// one.
  const text = given.includes('://') ? given : `http://${given}`;
  const scheme = /^(.*?):\/\//.exec(text)?.[1]?.toLowerCase() ?? '';
  if (!['http', 'https'].includes(scheme)) {
    throw new StewardError(
      `${name} names a ${scheme}:// proxy: only http:// and https:// are taken`,
    );
  }
  // It may hold a password: it is never repeated.
  if (!isAddress(text)) {
    throw new StewardError(
      `${name} is no address of a proxy: it is to be one such as http://proxy.example.com:3128, ` +
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

/** No proxy leads to this machine, nor to what gives out the credentials of one. */
const near = [
  ...['localhost', '127.0.0.1', '::1'],
  ...['169.254.169.254', 'fd00:ec2::254'],
  ...['169.254.170.2', '169.254.170.23', 'fd00:ec2::23'],
];

/**
 * NO_PROXY in the one form that all of Node understands. A name stands for all names below it, with a dot or `*.`
 * before it or without, as it does for the AWS CLI and curl; a range such as 10.0.0.0/8 for the addresses of
 * AWS_ENDPOINT_URL in it.
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

/** AWS is reached by name; only who has an AWS of their own names an address. */
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

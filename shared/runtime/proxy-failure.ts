import { proxyVariable } from './environment.ts';

/**
 * Why a proxy made a connection fail, and what to do; undefined when no proxy did. For errors of AWS clients and of
 * fetch.
 */
export function proxyFailure(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const failure = refusal(at.message) ?? absence(at as SystemError);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/** Node and fetch each have a text for a proxy that refuses to open a tunnel. */
function refusal(message: string): string | undefined {
  const [, fetchStatus] = /Proxy response \((\d+)\)/.exec(message) ?? [];
  const [, host, nodeStatus] = /establish tunnel to (\S+) via .*? (\d{3})\b/.exec(message) ?? [];
  const status = fetchStatus ?? nodeStatus;
  if (status === undefined) {
    return message.includes('proxy tunnel')
      ? 'the proxy of HTTPS_PROXY does not answer: check that it is a proxy for https://'
      : undefined;
  }
  if (status === '407') {
    return (
      'the proxy does not accept the user name and password of HTTPS_PROXY, or it has none: ' +
      'HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT'
    );
  }
  const said = status.startsWith('5') ? 'cannot reach' : 'does not allow';
  return (
    `the proxy of HTTPS_PROXY ${said} ${host ?? 'this host'} (HTTP ${status}): ` +
    'have it allowed there, or name it in NO_PROXY if it can be reached without'
  );
}

interface SystemError extends Error {
  hostname?: string;
  port?: number;
}

/** The connection that failed was the one to the proxy. */
function absence({ hostname, port }: SystemError): string | undefined {
  const variable = proxyVariable(hostname, port);
  return (
    variable && `the proxy that ${variable} names does not answer: check the name and the port`
  );
}

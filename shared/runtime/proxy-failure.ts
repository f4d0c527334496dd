import { proxyVariable } from './environment.ts';

/**
 * What a proxy has to do with a connection that failed, and what to do about it; undefined when it has nothing to do
 * with it. The failure may be that of an AWS client or of fetch.
 */
export function proxyFailure(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const told = refusal(at.message) ?? absence(at as SystemError);
    if (told !== undefined) return told;
  }
  return undefined;
}

/** Node and fetch have words of their own for a proxy that opens no way to where it was asked for. */
function refusal(message: string): string | undefined {
  const [, fetchStatus] = /Proxy response \((\d+)\)/.exec(message) ?? [];
  const [, host, nodeStatus] = /establish tunnel to (\S+) via .*? (\d{3})\b/.exec(message) ?? [];
  const status = fetchStatus ?? nodeStatus;
  if (status === undefined) {
    return message.includes('proxy tunnel')
      ? 'the proxy of HTTPS_PROXY gives no answer: check that it is a proxy for https://'
      : undefined;
  }
  if (status === '407') {
    return (
      'the proxy does not accept the user name and password of HTTPS_PROXY, or it has none: ' +
      'HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT'
    );
  }
  const said = status.startsWith('5') ? 'cannot reach' : 'does not let through';
  return (
    `the proxy of HTTPS_PROXY ${said} ${host ?? 'this host'} (HTTP ${status}): ` +
    'have it allowed there, or name it in NO_PROXY if it is to be reached without'
  );
}

interface SystemError extends Error {
  hostname?: string;
  port?: number;
}

/** The connection was to the proxy, and not to what was asked for. */
function absence({ hostname, port }: SystemError): string | undefined {
  const variable = proxyVariable(hostname, port);
  return (
    variable && `the proxy that ${variable} names does not answer: check the name and the port`
  );
}

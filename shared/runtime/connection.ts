import { proxyFailure } from './proxy-failure.ts';

/** Why a connection failed, in words, and whether it is because its certificate is not trusted. */
export interface ConnectionTrouble {
  why: string;
  isTrust: boolean;
}

/** By the system's error codes. */
const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was closed',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to it',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name could not be looked up',
  ETIMEDOUT: 'no answer in time',
  EPIPE: 'the connection was closed',
  UND_ERR_CONNECT_TIMEOUT: 'no answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_SOCKET: 'the connection was closed',
  EPROTO: 'what answers does not speak TLS',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet: check the clock of this machine',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** @param error - What `fetch` threw: its own text has no reason, its cause has the system's code. */
export function connectionTrouble(error: unknown): ConnectionTrouble {
  const ofProxy = proxyFailure(error);
  if (ofProxy) return { why: ofProxy, isTrust: false };
  const code = codeOf(error) ?? codeOf(error instanceof Error ? error.cause : undefined) ?? '';
  const isTrust = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/.test(code);
  const known = Object.hasOwn(words, code) ? words[code] : undefined;
  if (known) return { why: known, isTrust };
  if (isTrust) return { why: 'its certificate is not signed by a trusted authority', isTrust };
  if (error instanceof Error && error.name === 'TimeoutError') {
    return { why: 'no answer in time', isTrust };
  }
  return { why: 'the connection failed', isTrust };
}

function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : undefined;
}

import { z } from 'zod';
import { mediaTypes } from '../ecr/images/manifests.ts';
import { errorOf, UpstreamError } from './errors.ts';
import type { Login } from './login.ts';
import { isLoopback } from './options.ts';

/** One repository of an upstream registry, read by the distribution API. */
export interface UpstreamRepository {
  /** @throws UpstreamError */
  manifest(reference: string): Promise<{ text: string; mediaType: string | undefined }>;
  /** @throws UpstreamError */
  blob(digest: string): Promise<AsyncIterable<Uint8Array>>;
}

/** Milliseconds within which an upstream has to begin its response. */
const patience = 30_000;

/**
 * @param address of the registry
 * @param login sent to the registry and to the token service that it names, and nowhere else
 */
export function upstreamRepository(
  address: URL,
  name: string,
  login: Login | undefined,
): UpstreamRepository {
  let authorization = login;
  const ask = async (path: string, accept: string): Promise<Response> => {
    const url = new URL(`/v2/${name}/${path}`, address);
    const first = await get(url, accept, authorization);
    const challenge = first.headers.get('www-authenticate') ?? '';
    if (first.status !== 401 || !/^Bearer /i.test(challenge)) return accepted(first);
    await first.body?.cancel();
    authorization = await tokenFor(challenge, name, login);
    return accepted(await get(url, accept, authorization));
  };
  return {
    manifest: async (reference) => {
      const response = await ask(`manifests/${reference}`, Object.values(mediaTypes).join(', '));
      const mediaType = response.headers.get('content-type')?.split(';')[0];
      return { text: await response.text(), mediaType };
    },
    blob: async (digest) => (await ask(`blobs/${digest}`, '*/*')).body ?? empty(),
  };
}

async function* empty(): AsyncGenerator<Uint8Array> {}

/** Follows a redirect to the upstream's storage, on this machine only and without the login. */
async function get(url: URL, accept: string, authorization: Login | undefined): Promise<Response> {
  const response = await begun(url, { accept, ...(authorization && { authorization }) });
  const location = response.headers.get('location');
  if (response.status < 300 || response.status > 399 || location === null) return response;
  const target = new URL(location, url);
  if (!isLoopback(target)) throw new UpstreamError('UpstreamUnavailable');
  return begun(target, { accept, ...(target.origin === url.origin && { authorization }) });
}

/** The timeout covers the headers only: a layer has no time limit. */
async function begun(url: URL, headers: object): Promise<Response> {
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), patience);
  try {
    return await fetch(url, {
      headers: { ...headers },
      redirect: 'manual',
      signal: waiting.signal,
    });
  } finally {
    clearTimeout(timer);
  }
}

async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response;
  await response.body?.cancel();
  throw errorOf(response.status);
}

const tokenAnswer = z.union([
  z.object({ token: z.string() }).transform(({ token }) => token),
  z.object({ access_token: z.string() }).transform((answer) => answer.access_token),
]);

/** The token service that a registry names in its challenge (Docker Registry v2 token authentication). */
async function tokenFor(
  challenge: string,
  name: string,
  login: Login | undefined,
): Promise<string> {
  const fields = new Map(
    challenge.matchAll(/(\w+)="([^"]*)"/g).map(([, key = '', value = '']) => [key, value]),
  );
  const realm = fields.get('realm') ?? '';
  if (!URL.canParse(realm) || !isLoopback(new URL(realm))) {
    throw new UpstreamError('UpstreamUnavailable');
  }
  const url = new URL(realm);
  url.searchParams.set('service', fields.get('service') ?? '');
  url.searchParams.set('scope', fields.get('scope') ?? `repository:${name}:pull`);
  const response = await accepted(await get(url, 'application/json', login));
  return `Bearer ${tokenAnswer.parse(await response.json())}`;
}

import {
  type Answer,
  accepted,
  get,
  jsonOf,
  listAt,
  RegistryRefusal,
  type TimeLeft,
  textAt,
} from './registry-http.ts';

/** The number of tags that is requested per page; a registry may give fewer. */
const PAGE_SIZE = 1000;

/** More pages than any image has: bounds an upstream that links in a circle. */
const MOST_PAGES = 100;

/**
 * The tags of a repository upstream, read without a login: ECR lists only what is cached.
 *
 * @param address - Of the upstream, such as https://registry-1.docker.io.
 * @throws RegistryRefusal, also where an upstream lists tags only after a login.
 */
export async function upstreamTags(
  address: URL,
  path: string,
  timeLeft: TimeLeft,
): Promise<string[]> {
  const tags: string[] = [];
  const ask = anonymously(path, timeLeft);
  let next: URL | undefined = new URL(`/v2/${path}/tags/list?n=${PAGE_SIZE}`, address);
  for (let page = 0; next && page < MOST_PAGES; page += 1) {
    const answer: Answer = accepted(await ask(next));
    tags.push(...listAt(jsonOf(answer.text), 'tags').map(String));
    next = nextPage(answer.headers.get('link'), next);
  }
  return tags;
}

/** `Link: </v2/…?last=…>; rel="next"`; a link to another host is not followed. */
function nextPage(link: string | null, here: URL): URL | undefined {
  const [, target] = /<([^>]+)>\s*;[^,]*\brel="?next"?/i.exec(link ?? '') ?? [];
  if (target === undefined || !URL.canParse(target, here.href)) return undefined;
  const next = new URL(target, here);
  return next.origin === here.origin ? next : undefined;
}

/** Gets a token where the upstream asks for one: most give an anonymous one for public images. */
function anonymously(path: string, timeLeft: TimeLeft) {
  let authorization: string | undefined;
  return async (url: URL): Promise<Answer> => {
    const first = await get(url, authorization ? { authorization } : {}, timeLeft);
    const challenge = first.headers.get('www-authenticate') ?? '';
    if (first.status !== 401 || !/^Bearer /i.test(challenge)) return first;
    authorization = `Bearer ${await tokenFor(challenge, path, url, timeLeft)}`;
    return get(url, { authorization }, timeLeft);
  };
}

/** The token service that a challenge names (distribution's token specification). */
async function tokenFor(
  challenge: string,
  path: string,
  from: URL,
  timeLeft: TimeLeft,
): Promise<string> {
  const realm = parameter(challenge, 'realm') ?? '';
  if (!isTrusted(realm, from)) throw noToken(from);
  const url = new URL(realm);
  const service = parameter(challenge, 'service');
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', parameter(challenge, 'scope') ?? `repository:${path}:pull`);
  const body = jsonOf(accepted(await get(url, {}, timeLeft)).text);
  const token = textAt(body, 'token') ?? textAt(body, 'access_token');
  if (token === undefined) throw noToken(from);
  return token;
}

/** Only over TLS, unless it is the upstream itself. */
function isTrusted(realm: string, from: URL): boolean {
  if (!URL.canParse(realm)) return false;
  const { protocol, origin } = new URL(realm);
  return protocol === 'https:' || origin === from.origin;
}

function parameter(challenge: string, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(challenge)?.[1];
}

function noToken({ host }: URL): RegistryRefusal {
  const message = `${host} gives no token without a login`;
  return new RegistryRefusal({ status: 401, code: 'UNAUTHORIZED', message });
}

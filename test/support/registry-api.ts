import type { LocalAws } from '../../local/aws.ts';

/** The responses of a registry's v2 API by path after /v2/: a status and an error. */
export type RegistryAnswers = Record<
  string,
  { status: number; error?: { code: string; message: string } }
>;

/**
 * Mounts a v2 API on a local AWS, which accepts only tokens that this AWS issued. Paths that are not in `answers`
 * exist.
 */
export function mountRegistryApi(aws: LocalAws, answers: RegistryAnswers = {}): void {
  const tokens = new Set<string>();
  aws.onExchange(({ operation, output }) => {
    if (operation !== 'GetAuthorizationToken') return;
    const { authorizationData = [] } = (output ?? {}) as { authorizationData?: Data[] };
    for (const { authorizationToken } of authorizationData)
      tokens.add(`Basic ${authorizationToken}`);
  });
  aws.mount('/v2/', ({ url = '', headers }, response) => {
    const known = tokens.has(headers.authorization ?? '');
    const { status, error } = known ? (answers[url.slice(4)] ?? { status: 200 }) : { status: 401 };
    response.writeHead(status, { 'docker-content-digest': `sha256:${'a'.repeat(64)}` });
    response.end(error ? JSON.stringify({ errors: [error] }) : '');
  });
}

interface Data {
  authorizationToken: string;
}

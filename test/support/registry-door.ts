import type { LocalAws } from '../../local/aws.ts';

/** What a registry's v2 API answers for a path behind /v2/: a status, and a text that names the error. */
export type DoorAnswers = Record<
  string,
  { status: number; error?: { code: string; message: string } }
>;

/**
 * Puts a v2 API before an AWS, which takes the tokens that this AWS gave out, and those alone; what is
 * not in `answers` is there.
 */
export function mountDoor(aws: LocalAws, answers: DoorAnswers = {}): void {
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

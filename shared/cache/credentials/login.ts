import { StewardError } from '../../runtime/errors.ts';
import type { Login } from './store.ts';

/**
 * A login as it was typed or piped in, checked. A line break at the end is removed: `echo` and editors add one. The
 * messages never repeat what was given.
 *
 * @throws BadLoginError
 */
export function parseLogin(username: string, token: string): Login {
  const accessToken = token.replace(/\r?\n$/, '');
  const problem = usernameProblem(username) ?? tokenProblem(accessToken);
  if (problem !== undefined) throw new BadLoginError(problem);
  return { username, accessToken };
}

function usernameProblem(username: string): string | undefined {
  if (username.trim() === '') return 'the user name is empty: give one with --username NAME';
  if (/[\s\p{Cc}]/u.test(username)) return 'the user name contains a space or a line break';
  return undefined;
}

function tokenProblem(token: string): string | undefined {
  if (token.trim() === '') return 'the access token is empty: pipe it in, or type it when asked';
  if (token.startsWith('{')) return 'the access token looks like JSON: give the token alone';
  if (/[\r\n]/.test(token)) return 'the access token contains a line break: give it in one line';
  if (/[\s\p{Cc}]/u.test(token)) return 'the access token contains a space or a control character';
  return undefined;
}

/** The login cannot be right. The message does not repeat it. */
export class BadLoginError extends StewardError {
  override name = 'BadLoginError' as const;

  constructor(problem: string) {
    super(`${problem}. Nothing was written`);
  }
}

import { invalidity } from '../../shared/cache/alert.ts';
import { parseLogin } from '../../shared/cache/credentials/login.ts';
import { type StoredCredential, storeCredential } from '../../shared/cache/credentials/store.ts';
import {
  type CredentialUser,
  credentialOf,
  tryUsers,
} from '../../shared/cache/credentials/users.ts';
import { loadRegistryConfig } from '../../shared/config/load.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import { printRegistry } from '../aws/steward.ts';
import { paint, print, printAside, printJson } from '../print/print.ts';
import { ask, askUnseen } from '../program/ask.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';

export interface CredentialSetOptions extends GlobalOptions {
  /** Default: a prompt asks for it. */
  username?: string;
  /** Cancel the scheduled deletion of the secret. */
  restore?: boolean;
}

/** `ecr-steward credential set <prefix>`: writes a login into the secret of a cache rule, then has ECR try it. */
export async function credentialSet(
  prefix: string,
  options: CredentialSetOptions,
): Promise<ExitCode> {
  if (options.registry !== undefined) throw new StewardError(noDryRun);
  const { rules } = loadRegistryConfig(options.config).pullThroughCache;
  const name = credentialOf(rules, prefix);
  return withSession(options, async (session) => {
    const { ecr, secretsManager } = session;
    await printRegistry(session, `to write a login into the secret ${name}`, options);
    const username = options.username ?? (await ask('User name: ', '--username NAME'));
    const login = parseLogin(username, await askUnseen('Access token (not shown): '));
    const { restore = false } = options;
    const stored = await storeCredential(secretsManager, name, login, { restore });
    if (!options.json) printStored(name, stored);
    const users = await tryUsers(ecr, rules, { name, arn: stored.arn });
    if (options.json) printJson({ secret: name, ...stored, rules: users });
    else for (const user of users) print(verdictLine(user));
    return verdict(users);
  });
}

const noDryRun = 'credential set writes to an account and has no dry run: leave out --registry';

function printStored(name: string, { outcome, arn, formerKey }: StoredCredential): void {
  print(`${paint('green', outcome)} ${name}`);
  print(`        ${arn}`);
  if (formerKey) print(`        its key is now aws/secretsmanager; it was ${formerKey}`);
}

function verdictLine(user: CredentialUser): string {
  const { prefix, valid } = user;
  if (valid === 'pending') return `${paint('yellow', 'not in use')} ${prefix}: ${user.failure}`;
  if (valid === true) return `${paint('green', 'valid')}   ${prefix}: ECR has logged in with it`;
  const word = valid === false ? paint('red', 'invalid') : paint('yellow', 'unknown');
  return `${word} ${prefix}: ${invalidity(user)}`;
}

/** As for apply: a login that does not work is an error. */
function verdict(users: readonly CredentialUser[]): ExitCode {
  const invalid = users.filter(({ valid }) => valid === false).map(({ prefix }) => prefix);
  if (invalid.length === 0) return exitCodes.done;
  printAside(`error: ECR cannot log in with the new value: ${invalid.join(', ')}`);
  return exitCodes.error;
}

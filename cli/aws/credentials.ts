import { env } from 'node:process';
import { fromIni } from '@aws-sdk/credential-provider-ini';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import {
  doesIdentityRequireRefresh,
  isIdentityExpired,
  memoizeIdentityProvider,
} from '@smithy/core';
import { StewardError } from '../../shared/runtime/errors.ts';
import { explain } from '../../shared/runtime/explain.ts';
import { askCode } from '../program/ask.ts';
import type { Profile } from './profile.ts';

/** The SDK calls it for each request that it signs. */
export type Credentials = ReturnType<typeof fromIni>;

/**
 * The credentials of all clients of a command, so that an MFA code is asked for once and a credential_process runs
 * once. Where the profile names a source of credentials, no other source is tried: the SDK would fall back to the
 * credentials of the machine, which may be of another account.
 *
 * @param requestHandler - How STS is reached to assume a role.
 */
export function credentialsOf(profile: Profile, requestHandler: object): Credentials {
  const load = sourceOf(profile, requestHandler);
  const once = memoizeIdentityProvider(load, isIdentityExpired, doesIdentityRequireRefresh) ?? load;
  return async (properties) => {
    try {
      return await once(properties);
    } catch (cause) {
      throw cause instanceof StewardError ? cause : new CredentialsError(profile, cause);
    }
  };
}

function sourceOf(profile: Profile, requestHandler: object): Credentials {
  const { name, settings, isNamed, yields } = profile;
  if (yields) return byVariables();
  const init = {
    ...(isNamed && { profile: name }),
    logger: silent,
    clientConfig: { requestHandler },
    mfaCodeProvider: (serial: string) => askForCode(profile, serial),
  };
  return saysWhere(settings) ? fromIni(init) : defaultProvider(init);
}

/** Without the SDK's warning that --profile precedes variables, which is intended. */
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

function byVariables(): Credentials {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = env;
  const keys = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  return async () => ({ ...keys, ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }) });
}

function saysWhere(settings: Profile['settings']): boolean {
  return [
    ...['aws_access_key_id', 'role_arn', 'credential_process', 'web_identity_token_file'],
    ...['sso_session', 'sso_start_url', 'login_session'],
  ].some((key) => settings[key]);
}

function askForCode({ name }: Profile, serial: string): Promise<string> {
  const instead =
    `the profile ${name} needs a code of the MFA device ${serial}, and there is no terminal to type it on. On one, run ` +
    `eval "$(aws configure export-credentials --profile ${name} --format env)", and leave out --profile`;
  return askCode(`MFA code of ${serial} (not shown): `, instead);
}

/** The profile has no usable credentials, or there are none at all. */
export class CredentialsError extends StewardError {
  override name = 'CredentialsError' as const;

  constructor(profile: Profile, cause: unknown) {
    super(textOf(profile, cause).replace(/\s+/g, ' '), { cause });
  }
}

function textOf({ name, settings, isNamed }: Profile, cause: unknown): string {
  const option = isNamed ? ` --profile ${name}` : '';
  const failed = `no credentials of the profile ${name}: ${messageOf(cause)}`;
  if (settings.sso_session || settings.sso_start_url) {
    return `${failed}. Log in: aws sso login${option}`;
  }
  if (settings.login_session) return `${failed}. Log in: aws login${option}`;
  if (settings.credential_process) {
    return `the credential_process of the profile ${name} gives no credentials: ${messageOf(cause)}`;
  }
  const tokenFile = settings.web_identity_token_file ?? env.AWS_WEB_IDENTITY_TOKEN_FILE;
  if (tokenFile && textIn(cause, 'code') === 'ENOENT') {
    return `no AWS credentials: the file of the web identity token, ${tokenFile}, does not exist`;
  }
  const role = settings.role_arn ?? (tokenFile && env.AWS_ROLE_ARN);
  if (role && cause instanceof Error && '$fault' in cause) {
    return `cannot assume the role ${role}: ${messageOf(cause)}`;
  }
  return explain(cause) ?? `no AWS credentials: ${messageOf(cause)}`;
}

/** The message without the SDK's advice, which does not know the profile, and without the command line of a process. */
function messageOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return (
    message
      .replace(/^Command failed: [^\n]*\n?/, '')
      .replace(/\.?,?\s*(To refresh this SSO session|please re-authenticate).*/is, '')
      .trim()
      .replace(/\.$/, '') || 'it failed without a message'
  );
}

function textIn(value: unknown, key: string): unknown {
  return value instanceof Error ? Reflect.get(value, key) : undefined;
}

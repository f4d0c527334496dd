import { callOf } from './called.ts';
import { sentence } from './sentence.ts';

type Explain = (error: Error) => string;

const refused = 'AWS does not accept the credentials';

/** A session that has expired, or seems to by the clock of this machine. */
const expired: Explain = ({ message }) =>
  `${refused}: ${sentence(message)}. Log in again (aws sso login, or whatever issued the session), ` +
  'or use another --profile';

const clock: Explain = ({ message }) =>
  `${refused}: ${sentence(message)}. The clock of this machine is wrong: correct it`;

const unknownKey: Explain = (error) =>
  `${refused}: ${sentence(error.message)}. Check that the access key exists and is active, that AWS_SESSION_TOKEN ` +
  `belongs to it, and that the account has the region${regionOf(error)} enabled; or use another --profile`;

/** A signature is refused because of one of its parts: the secret key, the time, or the region. */
const signature: Explain = (error) => {
  const { message } = error;
  if (/valid region|scoped to/i.test(message)) {
    return `${sentence(message)}: call with another --region, or set AWS_REGION`;
  }
  if (/expired|not yet current|skew/i.test(message)) return clock(error);
  return `${refused}: ${sentence(message)}. The secret access key does not belong to the access key: correct it, or use another --profile`;
};

const noCredentials: Explain = (error) => {
  const { message } = error;
  const profile = /profile[= ]'?([\w.@-]+)'? was not found or is invalid/.exec(message)?.[1];
  if (/\bSSO\b|aws sso login/.test(message)) {
    const login = profile ? `aws sso login --profile ${profile}` : 'aws sso login';
    const why = sentence(message).replace(/\.? *To refresh this SSO session.*$/s, '');
    return `no AWS credentials: ${why}. Log in: ${login}${profile ? '' : ', with --profile NAME where you use one'}`;
  }
  return `no AWS credentials: ${sentence(message)}. Set them up with aws configure, or name a --profile`;
};

function regionOf(error: Error): string {
  const region = /[a-z]{2,5}(-[a-z]+)+-\d/.exec(callOf(error)?.origin ?? '')?.[0];
  return region ? ` ${region}` : '';
}

/** What errors about credentials mean, and what to do, by their names. */
export const explainCredentials: Readonly<Record<string, Explain>> = {
  CredentialsProviderError: noCredentials,
  TokenProviderError: noCredentials,
  ExpiredTokenException: expired,
  ExpiredToken: expired,
  RequestExpired: clock,
  RequestTimeTooSkewed: clock,
  UnrecognizedClientException: unknownKey,
  InvalidClientTokenId: unknownKey,
  InvalidAccessKeyId: unknownKey,
  InvalidSignatureException: signature,
  SignatureDoesNotMatch: signature,
};

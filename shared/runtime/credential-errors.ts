import { callOf } from './called.ts';
import { sentence } from './sentence.ts';

type Explain = (error: Error) => string;

const refused = 'AWS does not accept the credentials';

/** A session that is over, or the clock of this machine, by which every session seems to be. */
const expired: Explain = ({ message }) =>
  `${refused}: ${sentence(message)}. Log in again (aws sso login, or whatever gave out the session), ` +
  'or take another --profile';

const clock: Explain = ({ message }) =>
  `${refused}: ${sentence(message)}. The clock of this machine is off: set it right`;

const unknownKey: Explain = (error) =>
  `${refused}: ${sentence(error.message)}. See that the access key is there and active, that AWS_SESSION_TOKEN ` +
  `belongs to it, and that the account has the region${regionOf(error)} enabled; or take another --profile`;

/** A signature is refused for what it is made of: the secret key, the time, or the region. */
const signature: Explain = (error) => {
  const { message } = error;
  if (/valid region|scoped to/i.test(message)) {
    return `${sentence(message)}: call with another --region, or set AWS_REGION`;
  }
  if (/expired|not yet current|skew/i.test(message)) return clock(error);
  return `${refused}: ${sentence(message)}. The secret access key does not fit the access key: put it right, or take another --profile`;
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

/** What the names of errors about credentials mean, each with its own remedy. */
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

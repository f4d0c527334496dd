import { env } from 'node:process';
import { identify } from '../../shared/registry/identity.ts';
import type { Rates } from '../../shared/registry/paced.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import { clientsWith, destroy, type Session } from './clients.ts';
import { credentialsOf } from './credentials.ts';
import { joinNetwork } from './network.ts';
import { profileOf } from './profile.ts';

/** Options that every verb has. */
export interface GlobalOptions {
  /** Default ./registry.yml. */
  config: string;
  profile?: string;
  region?: string;
  /** 12 digits: any other account is refused. */
  account?: string;
  /** A snapshot file: a dry run on it, instead of an AWS account. */
  registry?: string;
  json?: boolean;
  debug?: boolean;
}

/** Of a verb that reads registry.yml: its `limits`, which say how fast to call ECR. */
interface SessionOptions extends GlobalOptions {
  limits?: Rates;
}

/** Calls `work` with a session, and closes it also after an error. */
export async function withSession<Result>(
  options: SessionOptions,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const session = await openSession(options);
  try {
    await requireAccount(session, options);
    return await work(session);
  } finally {
    await session.close();
  }
}

/** @throws StewardError when the registry is of another account than --account. */
async function requireAccount({ ecr }: Session, { account }: GlobalOptions): Promise<void> {
  if (account === undefined) return;
  const { registryId, region } = await identify(ecr);
  if (registryId === account) return;
  throw new StewardError(
    `this is account ${registryId}, region ${region}, and --account names ${account}: nothing was done. ` +
      'Use the --profile of that account, or correct --account',
  );
}

async function openSession(options: SessionOptions): Promise<Session> {
  if (options.registry === undefined) return accountSession(options);
  // Only a dry run has to load the local AWS.
  const { dryRunSession } = await import('./dry-run.ts');
  return dryRunSession(options.registry);
}

async function accountSession(options: SessionOptions): Promise<Session> {
  const { profile: named, region, limits } = options;
  const profile = await profileOf(named);
  const { requestHandler } = joinNetwork(profile);
  // The SDK reads AWS_REGION and the profile's region; the AWS CLI also AWS_DEFAULT_REGION, between both.
  const place = region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION);
  const settings = {
    requestHandler,
    credentials: credentialsOf(profile, requestHandler),
    profile: profile.name,
    ...(place && { region: place }),
  };
  const clients = clientsWith(settings, limits);
  return { ...clients, dryRun: false, close: async () => destroy(clients) };
}

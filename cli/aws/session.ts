import { env } from 'node:process';
import { identify } from '../../shared/registry/identity.ts';
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
  /** 12 digits: the only account that may be worked on. */
  account?: string;
  /** A snapshot to work on instead of an AWS account. */
  registry?: string;
  json?: boolean;
  debug?: boolean;
}

/** Calls `work` with a session and closes it whatever happens. */
export async function withSession<Result>(
  options: GlobalOptions,
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

/** @throws StewardError when the registry is another account's than that of --account. */
async function requireAccount({ ecr }: Session, { account }: GlobalOptions): Promise<void> {
  if (account === undefined) return;
  const { registryId, region } = await identify(ecr);
  if (registryId === account) return;
  throw new StewardError(
    `this is account ${registryId}, region ${region}, and --account names ${account}: nothing was done. ` +
      'Take the --profile of that account, or correct --account',
  );
}

async function openSession(options: GlobalOptions): Promise<Session> {
  if (options.registry === undefined) return accountSession(options);
  // Only a rehearsal pays for loading the embedded AWS.
  const { dryRunSession } = await import('./dry-run.ts');
  return dryRunSession(options.registry);
}

async function accountSession({ profile: named, region }: GlobalOptions): Promise<Session> {
  const profile = await profileOf(named);
  const { requestHandler } = joinNetwork(profile);
  // The SDK knows AWS_REGION and the profile's region; the AWS CLI knows this name too, between both.
  const place = region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION);
  const clients = clientsWith({
    requestHandler,
    credentials: credentialsOf(profile, requestHandler),
    profile: profile.name,
    ...(place && { region: place }),
  });
  return { ...clients, dryRun: false, close: async () => destroy(clients) };
}

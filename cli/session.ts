import { env } from 'node:process';
import { type Clients, clientsWith, destroy } from './clients.ts';
import { credentialsOf } from './credentials.ts';
import { joinNetwork } from './network.ts';
import { profileOf } from './profile.ts';

/** Options that every verb has. */
export interface GlobalOptions {
  /** Default ./registry.yml. */
  config: string;
  profile?: string;
  region?: string;
  /** A snapshot to work on instead of an AWS account. */
  registry?: string;
  json?: boolean;
  debug?: boolean;
}

/** What a verb works on: an AWS account, or a rehearsal of one. */
export interface Session extends Clients {
  /** True on a snapshot: whatever is done is gone with the session. */
  rehearsal: boolean;
  /** Of a rehearsal: makes the ledger of a stack, and answers the name of its table. */
  makeLedger?(): Promise<string>;
  close(): Promise<void>;
}

/** Calls `work` with a session and closes it whatever happens. */
export async function withSession<Result>(
  options: GlobalOptions,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const session = await openSession(options);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

async function openSession(options: GlobalOptions): Promise<Session> {
  if (options.registry === undefined) return accountSession(options);
  // Only a rehearsal pays for loading the embedded AWS.
  const { rehearsalSession } = await import('./rehearsal.ts');
  return rehearsalSession(options.registry);
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
  return { ...clients, rehearsal: false, close: async () => destroy(clients) };
}

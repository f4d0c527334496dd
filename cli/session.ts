import { type Clients, clientsWith, destroy } from './clients.ts';
import { requireProfile } from './profile.ts';

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

async function accountSession({ profile, region }: GlobalOptions): Promise<Session> {
  await requireProfile(profile);
  const clients = clientsWith({
    ...(profile && { profile, logger: silent }),
    ...(region && { region }),
  });
  return { ...clients, rehearsal: false, close: async () => destroy(clients) };
}

/** A profile that is named wins over AWS_ACCESS_KEY_ID, as in the AWS CLI: the SDK need not warn of it. */
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

import { ECRClient, type ECRClientConfig } from '@aws-sdk/client-ecr';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import {
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from '@aws-sdk/client-secrets-manager';
import { clientDefaults } from '../shared/runtime/clients.ts';

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
export interface Session {
  ecr: ECRClient;
  secretsManager: SecretsManagerClient;
  s3: S3Client;
  /** True on a snapshot: whatever is done is gone with the session. */
  rehearsal: boolean;
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

function accountSession({ profile, region }: GlobalOptions): Session {
  const settings = { ...(profile && { profile }), ...(region && { region }) };
  const clients = clientsWith({ ...clientDefaults, ...settings });
  return { ...clients, rehearsal: false, close: async () => destroy(clients) };
}

type Settings = ECRClientConfig & SecretsManagerClientConfig & S3ClientConfig;

type Clients = Pick<Session, 'ecr' | 'secretsManager' | 's3'>;

export function clientsWith(settings: Settings): Clients {
  return {
    ecr: new ECRClient(settings),
    secretsManager: new SecretsManagerClient(settings),
    s3: new S3Client(settings),
  };
}

export function destroy(clients: Clients): void {
  clients.ecr.destroy();
  clients.secretsManager.destroy();
  clients.s3.destroy();
}

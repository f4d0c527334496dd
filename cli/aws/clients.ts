import { ECRClient, type ECRClientConfig } from '@aws-sdk/client-ecr';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import {
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from '@aws-sdk/client-secrets-manager';
import { paced } from '../../shared/registry/paced.ts';
import { recordingCalls } from '../../shared/runtime/called.ts';
import { clientDefaults } from '../../shared/runtime/clients.ts';

/** The AWS clients of the command. */
export interface Clients {
  ecr: ECRClient;
  secretsManager: SecretsManagerClient;
  s3: S3Client;
  /** How further clients are made. */
  settings: Settings;
}

export type Settings = ECRClientConfig & SecretsManagerClientConfig & S3ClientConfig;

export function clientsWith(settings: Settings): Clients {
  const all = { ...clientDefaults, ...settings };
  return {
    ecr: paced(new ECRClient(all)),
    secretsManager: recordingCalls(new SecretsManagerClient(all)),
    s3: recordingCalls(new S3Client(all)),
    settings: all,
  };
}

export function destroy(clients: Clients): void {
  clients.ecr.destroy();
  clients.secretsManager.destroy();
  clients.s3.destroy();
}

/** What a verb works on: an AWS account, or a rehearsal of one. */
export interface Session extends Clients {
  /** True on a snapshot: whatever is done is gone with the session. */
  dryRun: boolean;
  /** Of a rehearsal: makes the ledger of a stack, and answers the name of its table. */
  makeLedger?(): Promise<string>;
  close(): Promise<void>;
}

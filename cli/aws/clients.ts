import { ECRClient, type ECRClientConfig } from '@aws-sdk/client-ecr';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import {
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from '@aws-sdk/client-secrets-manager';
import { paced, type Rates } from '../../shared/registry/paced.ts';
import type { Unknown } from '../../shared/registry/snapshot/unknown.ts';
import { recordingCalls } from '../../shared/runtime/called.ts';
import { clientDefaults } from '../../shared/runtime/clients.ts';

/** The AWS clients of the command. */
export interface Clients {
  ecr: ECRClient;
  secretsManager: SecretsManagerClient;
  s3: S3Client;
  /** For clients of other services. */
  settings: Settings;
}

export type Settings = ECRClientConfig & SecretsManagerClientConfig & S3ClientConfig;

/** @param rates - `limits` of registry.yml, where the verb reads it. */
export function clientsWith(settings: Settings, rates: Rates = {}): Clients {
  const all = { ...clientDefaults, ...settings };
  return {
    ecr: paced(new ECRClient(all), rates),
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

/** What a verb works on: an AWS account, or a dry run on a snapshot of one. */
export interface Session extends Clients {
  /** True on a snapshot: every change is lost when the session closes. */
  dryRun: boolean;
  /** What the snapshot does not say; absent in an account, which says all. */
  unknown?: Unknown;
  /** In a dry run: creates the ledger table that a stack would have, and returns its name. */
  makeLedger?(): Promise<string>;
  close(): Promise<void>;
}

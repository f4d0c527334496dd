import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  CreateSecretCommand,
  ResourceExistsException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { parse } from 'yaml';
import { type LocalAws, startLocalAws } from '../../local/aws.ts';
import { parseSnapshot, type Snapshot, SnapshotError } from '../../local/ecr/snapshot/snapshot.ts';
import type { RegistryConfig } from '../../shared/config/schema/schema.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import { why } from '../program/failure.ts';
import type { Session } from './clients.ts';
import { clientsWith, destroy } from './clients.ts';

/** A session on an embedded AWS that holds what the snapshot holds. */
export async function dryRunSession(snapshotFile: string): Promise<Session> {
  const aws = await startLocalAws({ snapshot: await readSnapshot(snapshotFile) });
  const clients = clientsWith(localSettings(aws));
  return {
    ...clients,
    dryRun: true,
    makeLedger: () => makeLedger(aws),
    async close() {
      destroy(clients);
      await aws.close();
    },
  };
}

/** The table that a stack would have. */
async function makeLedger({ dynamodb }: Pick<LocalAws, 'dynamodb'>): Promise<string> {
  const { Resources } = parse(await readFile(ledgerFile, 'utf8'), { logLevel: 'silent' }) as {
    Resources: { Ledger: { Properties: Record<string, unknown> } };
  };
  await dynamodb.createTable(DRY_RUN_LEDGER, Resources.Ledger.Properties);
  return DRY_RUN_LEDGER;
}

const DRY_RUN_LEDGER = 'rehearsal-ledger';
const ledgerFile = fileURLToPath(new URL('../../resources/ledger.yml', import.meta.url));

/** How a client reaches an embedded AWS: credentials are asked for, and any will do. */
export function localSettings({ endpoint, region }: Pick<LocalAws, 'endpoint' | 'region'>) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { endpoint, region, credentials, forcePathStyle: true };
}

/**
 * A snapshot has no secrets. Those that the configuration names are taken as given, with a value that
 * stands for nothing, so that a rule can be rehearsed before its secret is there.
 */
export async function assumeSecrets(
  secretsManager: SecretsManagerClient,
  { rules }: RegistryConfig['pullThroughCache'],
): Promise<void> {
  const names = new Set(rules.flatMap(({ credential }) => credential ?? []));
  for (const name of names) await assumeSecret(secretsManager, name);
}

async function assumeSecret(secretsManager: SecretsManagerClient, Name: string): Promise<void> {
  const SecretString = JSON.stringify({ username: 'rehearsal', accessToken: 'rehearsal' });
  try {
    await secretsManager.send(new CreateSecretCommand({ Name, SecretString }));
  } catch (error) {
    // A rule of the snapshot has brought it along.
    if (!(error instanceof ResourceExistsException)) throw error;
  }
}

/** Reads a snapshot; a StewardError names the file and everything that is wrong with it. */
export async function readSnapshot(file: string): Promise<Snapshot> {
  const text = await readText(file);
  try {
    return parseSnapshot(text);
  } catch (cause) {
    if (!(cause instanceof SnapshotError)) throw cause;
    throw new StewardError(`${file}: ${cause.message}`, { cause });
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const remedy = 'write one with npx ecr-steward snapshot FILE';
    throw new StewardError(`cannot read the snapshot ${file}: ${why(cause)}; ${remedy}`, { cause });
  }
}

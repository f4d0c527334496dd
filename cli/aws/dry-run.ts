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
import { unknownOf } from '../../local/ecr/snapshot/unknown.ts';
import { OWNER_PREFIX } from '../../shared/actions/owner.ts';
import type { RegistryConfig } from '../../shared/config/schema/schema.ts';
import { unknownSettings } from '../../shared/registry/snapshot/unknown.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import { why } from '../program/failure.ts';
import type { Session } from './clients.ts';
import { clientsWith, destroy } from './clients.ts';

/** A session on a local AWS that starts with the snapshot. */
export async function dryRunSession(snapshotFile: string): Promise<Session> {
  const snapshot = await readSnapshot(snapshotFile);
  const aws = await startLocalAws({ snapshot });
  const clients = clientsWith(localSettings(aws));
  return {
    ...clients,
    dryRun: true,
    unknown: unknownSettings(unknownOf(snapshot)),
    makeLedger: () => makeLedger(aws),
    async close() {
      destroy(clients);
      await aws.close();
    },
  };
}

/** Creates the ledger table that a stack would have. */
async function makeLedger({ dynamodb }: Pick<LocalAws, 'dynamodb'>): Promise<string> {
  const { Resources } = parse(await readFile(ledgerFile, 'utf8'), { logLevel: 'silent' }) as {
    Resources: { Ledger: { Properties: Record<string, unknown> } };
  };
  await dynamodb.createTable(DRY_RUN_LEDGER, Resources.Ledger.Properties);
  return DRY_RUN_LEDGER;
}

const DRY_RUN_LEDGER = 'dry-run-ledger';
const ledgerFile = fileURLToPath(new URL('../../resources/ledger.yml', import.meta.url));

/** How a client reaches a local AWS: any credentials are accepted, but there must be some. */
export function localSettings({ endpoint, region }: Pick<LocalAws, 'endpoint' | 'region'>) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { endpoint, region, credentials, forcePathStyle: true };
}

/**
 * A snapshot has no secrets. Those that the configuration names are created with a placeholder, so that a dry run of a
 * rule works before its secret exists.
 */
export async function assumeSecrets(
  secretsManager: SecretsManagerClient,
  { rules }: RegistryConfig['pullThroughCache'],
): Promise<void> {
  const names = new Set(rules.flatMap(({ credential }) => credential ?? []));
  for (const name of names) await assumeSecret(secretsManager, name);
}

async function assumeSecret(secretsManager: SecretsManagerClient, Name: string): Promise<void> {
  const SecretString = JSON.stringify({ username: 'dry-run', accessToken: 'dry-run' });
  try {
    await secretsManager.send(new CreateSecretCommand({ Name, SecretString }));
  } catch (error) {
    // A rule of the snapshot names it: it exists.
    if (!(error instanceof ResourceExistsException)) throw error;
  }
}

/** @throws StewardError with the file and all its problems. */
export async function readSnapshot(file: string): Promise<Snapshot> {
  const text = await readText(file);
  try {
    return parseSnapshot(text);
  } catch (cause) {
    if (!(cause instanceof SnapshotError)) throw cause;
    throw new StewardError(`${file}: ${cause.message}`, { cause });
  }
}

/**
 * A snapshot for a stack on this machine: without the mark of the registry's owner, whose stack is in the account.
 *
 * @throws StewardError as `readSnapshot`.
 */
export async function readUnowned(file: string): Promise<Snapshot> {
  const { repositoryCreationTemplates: templates, ...snapshot } = await readSnapshot(file);
  if (templates === undefined) return snapshot;
  const others = templates.filter(({ prefix }) => prefix !== OWNER_PREFIX);
  return { ...snapshot, repositoryCreationTemplates: others };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const fix = 'Write one with npx ecr-steward snapshot FILE';
    throw new StewardError(`cannot read the snapshot ${file}: ${why(cause)}. ${fix}`, { cause });
  }
}

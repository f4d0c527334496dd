import { DescribeReplicationBackfillResultsCommand, type ECRClient } from '@aws-sdk/client-ecr';
import type { Ledger } from '../../alerts/ledger/ledger.ts';
import type { Notifier } from '../../alerts/notifier.ts';
import { identify, type RegistryIdentity } from '../../registry/identity.ts';
import { logger } from '../../runtime/logger.ts';
import { endedAlert, type FailedCopy, MOST_NAMED } from './alert.ts';
import { type Backfill, listBackfills } from './list.ts';
import { type BackfillRecord, noteSeen, readRecords } from './memory.ts';
import { standOf, wantedBackfills, wantsBackfills } from './stand.ts';
import type { DeclaredReplication } from './state.ts';

export interface Watching {
  ecr: ECRClient;
  ledger: Ledger;
  notifier: Pick<Notifier, 'notify'>;
}

/**
 * Looks whether the backfills that were started have ended, and reports how. Costs one call of DynamoDB where none is
 * open, and nothing where none is declared.
 *
 * @param own - Default: ECR is asked where a backfill is declared.
 */
export async function watchBackfills(
  with_: Watching,
  declared: DeclaredReplication | undefined,
  own?: RegistryIdentity,
): Promise<{ running: number; ended: number }> {
  const none = { running: 0, ended: 0 };
  if (declared === undefined || !wantsBackfills(declared)) return none;
  const wanted = wantedBackfills(declared, own ?? (await identify(with_.ecr)));
  const records = await readRecords(with_.ledger, wanted.keys());
  if (![...records.values()].some(({ ended }) => ended === undefined)) return none;
  const listed = await listBackfills(with_.ecr);
  const counts = { ...none };
  for (const record of records.values()) {
    // What it was started for: one that others are declared for by now has an end, too.
    const stand = standOf(record.prefixes, record, listed);
    if (stand.state !== 'running' && stand.state !== 'ended') continue;
    counts[stand.state] += 1;
    await noteStand(with_, stand);
  }
  return counts;
}

/** Longer than another run may hold the claim on an alert that it has not sent. */
const SURE_MS = 5 * 60_000;

/**
 * Its end counts as reported once a later run has reported it again, which the ledger prevents where the alert was
 * sent: a run that has claimed it may have broken off.
 */
async function noteStand(
  { ecr, ledger, notifier }: Watching,
  { state, record, backfill }: { state: string; record: BackfillRecord; backfill: Backfill },
): Promise<void> {
  const { id, status } = backfill;
  if (state === 'running') {
    if (record.id === undefined) await noteSeen(ledger, record, { id });
    return;
  }
  const failed = (backfill.progress?.failed ?? 0) > 0 ? await failuresOf(ecr, id) : [];
  logger.info('A replication backfill has ended', { backfill });
  await notifier.notify([endedAlert(backfill, failed, await ecr.config.region())]);
  const { reportedAt } = record;
  const now = Date.now();
  if (reportedAt === undefined) await noteSeen(ledger, record, { id, reportedAt: now });
  else if (now - reportedAt > SURE_MS) await noteSeen(ledger, record, { id, ended: status });
}

/** The first copies that failed: one call. */
async function failuresOf(ecr: ECRClient, id: string): Promise<FailedCopy[]> {
  const { results = [] } = await ecr.send(
    new DescribeReplicationBackfillResultsCommand({
      ...{ replicationBackfillId: id, resultStatusFilter: 'FAILED', maxResults: MOST_NAMED },
    }),
  );
  return results.map(({ repositoryName = '', imageId, failureCode = 'no code', ...more }) => ({
    repository: repositoryName,
    ...(imageId?.imageDigest !== undefined && { digest: imageId.imageDigest }),
    ...(imageId?.imageTag !== undefined && { tag: imageId.imageTag }),
    codes: [...new Set([failureCode, ...(more.subImageFailureCodes ?? [])])],
  }));
}

import { type ECRClient, ListReplicationBackfillsCommand } from '@aws-sdk/client-ecr';
import { expect, vi } from 'vitest';

/** Waits until the one replication backfill of a registry has ended. */
export async function backfillComplete(ecr: ECRClient): Promise<void> {
  await vi.waitFor(async () => {
    const { backfills } = await ecr.send(new ListReplicationBackfillsCommand({}));
    expect(backfills).toMatchObject([{ status: 'COMPLETE' }]);
  });
}

import {
  type ECRClient,
  paginateListReplicationBackfills,
  type ReplicationBackfillStatus,
} from '@aws-sdk/client-ecr';

/** A backfill that ECR lists: for 90 days after it has ended. */
export interface Backfill {
  id: string;
  /** `123456789012/eu-central-1`. */
  destination: string;
  status: ReplicationBackfillStatus;
  startedAt: Date;
  failureCode?: string | undefined;
  /** Copies: each tag of an image is one. Absent until ECR has counted them. */
  progress?: { total: number; completed: number; failed: number; failureCodes: string[] };
}

/** The most that one call lists. */
const PAGE_SIZE = 50;

/** Every backfill that ECR lists, the newest first. */
export async function listBackfills(ecr: ECRClient): Promise<Backfill[]> {
  const found: Backfill[] = [];
  const pages = paginateListReplicationBackfills({ client: ecr, pageSize: PAGE_SIZE }, {});
  for await (const { backfills = [] } of pages) {
    for (const {
      replicationBackfillId: id,
      destination,
      status,
      startedAt,
      ...more
    } of backfills) {
      if (id === undefined || status === undefined || startedAt === undefined) continue;
      const { failureCode, progress } = more;
      found.push({
        ...{ id, status, startedAt, failureCode },
        destination: `${destination?.registryId}/${destination?.region}`,
        ...(progress && {
          progress: {
            total: progress.totalReplicationCount ?? 0,
            completed: progress.completedReplicationCount ?? 0,
            failed: progress.failedReplicationCount ?? 0,
            failureCodes: progress.failureCodes ?? [],
          },
        }),
      });
    }
  }
  return found.toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
}

/** A status that is new to ecr-steward counts as one that has not ended. */
export function hasEnded({ status }: Pick<Backfill, 'status'>): boolean {
  return status === 'COMPLETE' || status === 'FAILED' || status === 'STOPPED';
}

/** Copies so far, as words. */
export function progressOf({ status, progress }: Backfill): string {
  if (progress === undefined) return status;
  const { total, completed, failed } = progress;
  return `${status}: ${completed} of ${total} copied, ${failed} failed`;
}

import type {
  DescribeReplicationBackfillResultsResponse,
  ListReplicationBackfillsResponse,
  ReplicationBackfillResult,
  StartReplicationBackfillResponse,
  StopReplicationBackfillResponse,
} from '@aws-sdk/client-ecr';
import { z } from 'zod';
import { takePage } from '../../service/pages.ts';
import { declareOperations, type Operation } from '../../service/service.ts';
import { invalidInput, invalidToken } from '../errors.ts';
import type { Ecr } from '../model/ecr.ts';
import type { BackfillResult, ReplicationBackfill } from '../model/replication.ts';
import { inRegistry, paging } from '../schemas.ts';
import { backfillsOf, requireBackfill, startBackfill, stopBackfill } from './backfill.ts';
import { destination } from './schemas.ts';

const { read, write } = declareOperations(invalidInput);

/** Replication of images that were pushed before their rule existed. */
export function backfillOperations(ecr: Ecr): Operation[] {
  const registryId = ecr.registry.accountId;
  const started = (it: ReplicationBackfill) => ({
    registryId,
    replicationBackfillId: it.id,
    destination: it.destination,
    status: it.status,
    startedAt: it.startedAt,
  });
  return [
    write('StartReplicationBackfill', inRegistry.extend({ destination }), (input) => {
      return started(
        startBackfill(ecr, input.destination),
      ) satisfies StartReplicationBackfillResponse;
    }),
    write('StopReplicationBackfill', onBackfill, (input) => {
      const backfill = stopBackfill(ecr, input.replicationBackfillId);
      return started(backfill) satisfies StopReplicationBackfillResponse;
    }),
    read('ListReplicationBackfills', listed, (input) => {
      const { items, ...rest } = pageOf('ListReplicationBackfills', backfillsOf(ecr), input, 25);
      const backfills = items.map((it) => {
        const { registryId: _, ...view } = { ...started(it), ...progressOf(it) };
        return view;
      });
      return { registryId, backfills, ...rest } satisfies ListReplicationBackfillsResponse;
    }),
    read('DescribeReplicationBackfillResults', describedResults, (input) => {
      const backfill = requireBackfill(ecr, input.replicationBackfillId);
      const wanted = (backfill.endedAt ? backfill.results : [])
        .map(resultView)
        .filter((it) => it.status === (input.resultStatusFilter ?? it.status));
      const { items: results, ...rest } = pageOf(`backfill ${backfill.id}`, wanted, input, 100);
      return {
        ...started(backfill),
        ...progressOf(backfill),
        results,
        ...rest,
      } satisfies DescribeReplicationBackfillResultsResponse;
    }),
  ];
}

const onBackfill = inRegistry.extend({ replicationBackfillId: z.string().min(1) });

const listed = inRegistry.extend({ ...paging, maxResults: z.int().min(1).max(50).optional() });

const describedResults = onBackfill.extend({
  ...paging,
  resultStatusFilter: z.enum(['COMPLETE', 'FAILED']).optional(),
});

function pageOf<Item>(
  scope: string,
  all: readonly Item[],
  { nextToken, maxResults }: { nextToken?: string | undefined; maxResults?: number | undefined },
  usual: number,
) {
  const numbered = all.map((item, at) => ({ item, at }));
  const { items, ...rest } = takePage({
    scope,
    token: nextToken,
    limit: maxResults ?? usual,
    from: (after) => numbered.slice(after === undefined ? 0 : Number(after) + 1),
    key: ({ at }) => String(at),
    invalid: invalidToken,
  });
  return { items: items.map(({ item }) => item), ...rest };
}

function progressOf({ total, results, endedAt }: ReplicationBackfill) {
  const failures = results.flatMap(({ failureCode }) => failureCode ?? []);
  const progress = total !== undefined && {
    totalReplicationCount: total,
    completedReplicationCount: results.length - failures.length,
    failedReplicationCount: failures.length,
    failureCodes: [...new Set(failures)],
  };
  return { ...(progress && { progress }), ...(endedAt && { endedAt }) };
}

function resultView({
  repositoryName,
  failureCode,
  ...id
}: BackfillResult): ReplicationBackfillResult {
  const { imageDigest, imageTag } = id;
  return {
    repositoryName,
    imageId: { imageDigest, ...(imageTag !== undefined && { imageTag }) },
    status: failureCode === undefined ? 'COMPLETE' : 'FAILED',
    ...(failureCode !== undefined && { failureCode }),
  };
}

import { randomUUID } from 'node:crypto';
import { AwsError } from '../../http/errors.ts';
import { invalidParameter, limitExceeded } from '../errors.ts';
import type { Ecr } from '../model/ecr.ts';
import type { Image } from '../model/image.ts';
import type { Registry } from '../model/registry.ts';
import type { ReplicationBackfill, ReplicationDestination } from '../model/replication.ts';
import type { Repository } from '../model/repository.ts';
import { copyTo } from './replicate.ts';
import { destinationsOf, keyOf } from './rules.ts';

/** Backfills that may run at once, one per region (API reference, StartReplicationBackfill). */
const atOnce = 10;

/** How long ended backfills are kept (API reference, ListReplicationBackfills). */
const retention = 90 * 24 * 60 * 60 * 1000;

/**
 * @throws AwsError `InvalidParameterException` for a destination that no rule has,
 *   `ReplicationBackfillInProgressException`, `LimitExceededException`
 */
export function startBackfill(ecr: Ecr, destination: ReplicationDestination): ReplicationBackfill {
  const { registry } = ecr;
  const known = registry.replicationRules.flatMap((rule) => rule.destinations).map(keyOf);
  if (!known.includes(keyOf(destination))) {
    throw invalidParameter('destination', 'must be in the replication configuration');
  }
  const running = backfillsOf(ecr).filter((it) => it.endedAt === undefined);
  if (running.some((it) => it.destination.region === destination.region)) {
    throw new AwsError(
      'ReplicationBackfillInProgressException',
      `A replication backfill is already in progress for the destination region '${destination.region}'`,
    );
  }
  if (running.length >= atOnce) {
    throw limitExceeded(`At most ${atOnce} replication backfills can be in progress`);
  }
  const backfill: ReplicationBackfill = {
    id: randomUUID(),
    destination,
    startedAt: ecr.now(),
    status: 'PREPARING',
    results: [],
  };
  registry.backfills.set(backfill.id, backfill);
  finishBackfill(ecr, backfill);
  return backfill;
}

/** Resumes a backfill that has not ended: from the start, since copies complete at once here. */
export function finishBackfill(ecr: Ecr, backfill: ReplicationBackfill): void {
  ecr.world.background.run('replication', undefined, () => prepare(ecr, backfill));
}

/** The kept backfills, the oldest first. */
export function backfillsOf({ registry, now }: Ecr): ReplicationBackfill[] {
  const oldest = now().getTime() - retention;
  for (const [id, { endedAt }] of registry.backfills) {
    if (endedAt && endedAt.getTime() < oldest) registry.backfills.delete(id);
  }
  return [...registry.backfills.values()];
}

/** @throws AwsError `ReplicationBackfillNotFoundException` */
export function requireBackfill(ecr: Ecr, id: string): ReplicationBackfill {
  const backfill = backfillsOf(ecr).find((it) => it.id === id);
  if (backfill) return backfill;
  throw new AwsError(
    'ReplicationBackfillNotFoundException',
    `The replication backfill with id '${id}' does not exist in the registry with id '${ecr.registry.accountId}'`,
  );
}

/**
 * Stops a backfill immediately, since copies complete at once here. @throws AwsError
 * `ReplicationBackfillInvalidStatusException`
 */
export function stopBackfill(ecr: Ecr, id: string): ReplicationBackfill {
  const backfill = requireBackfill(ecr, id);
  if (backfill.endedAt) {
    throw new AwsError(
      'ReplicationBackfillInvalidStatusException',
      `The replication backfill with id '${id}' cannot be stopped: its status is ${backfill.status}`,
    );
  }
  end(ecr, backfill, 'STOPPED');
  return backfill;
}

function prepare(ecr: Ecr, backfill: ReplicationBackfill): void {
  if (backfill.endedAt) return;
  const copies = [...copiesFor(ecr.registry, backfill.destination)];
  backfill.total = copies.length;
  backfill.status = 'IN_PROGRESS';
  ecr.world.background.run('replication', undefined, () => {
    if (backfill.endedAt) return;
    for (const { repository, image, tag } of copies) {
      const failureCode = copyTo(ecr, backfill.destination, repository, image, tag);
      const imageId = { imageDigest: image.digest, imageTag: tag };
      backfill.results.push({ repositoryName: repository.name, ...imageId, failureCode });
    }
    end(ecr, backfill, 'COMPLETE');
  });
}

/** Each tag counts as a copy, as each was a push. */
function* copiesFor(
  registry: Registry,
  destination: ReplicationDestination,
): Generator<{ repository: Repository; image: Image; tag: string | undefined }> {
  for (const repository of registry.repositories.values()) {
    const destinations = destinationsOf(registry, repository.name).map(keyOf);
    if (!destinations.includes(keyOf(destination))) continue;
    for (const image of repository.images.after()) {
      if (image.status !== 'ACTIVE') continue;
      const tags = image.tags.size > 0 ? image.tags : [undefined];
      for (const tag of tags) yield { repository, image, tag };
    }
  }
}

function end(ecr: Ecr, backfill: ReplicationBackfill, status: 'COMPLETE' | 'STOPPED'): void {
  backfill.status = status;
  backfill.endedAt = ecr.now();
}

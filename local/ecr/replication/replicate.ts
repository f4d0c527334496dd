import type { Ecr } from '../model/ecr.ts';
import type { Image, Replication } from '../model/image.ts';
import type { ReplicationDestination } from '../model/replication.ts';
import type { Repository } from '../model/repository.ts';
import { isStillThere } from '../repositories/repositories.ts';
import { destinationsOf, keyOf } from './rules.ts';
import type { Replica } from './target.ts';

/**
 * Copies an image, with the tag of the push, to all its destinations. Images that were pushed before the rule are
 * not copied, and deletions are not replicated (Amazon ECR user guide, "Private image replication").
 */
export function replicate(ecr: Ecr, repository: Repository, image: Image, tag?: string): void {
  for (const destination of destinationsOf(ecr.registry, repository.name)) {
    finishReplication(ecr, repository, image, begun(image, destination), tag);
  }
}

/** Finishes a copy that is IN_PROGRESS. */
export function finishReplication(
  ecr: Ecr,
  repository: Repository,
  image: Image,
  replication: Replication,
  tag?: string,
): void {
  ecr.world.background.run('replication', repository.name, () => {
    if (!isStillThere(ecr.registry, repository, image)) return;
    finish(replication, send(ecr, replication, replicaOf(ecr, repository, image, tag)));
  });
}

/** Copies an image to one destination, at once. @returns why it failed; `undefined` when it arrived */
export function copyTo(
  ecr: Ecr,
  destination: ReplicationDestination,
  repository: Repository,
  image: Image,
  tag?: string,
): string | undefined {
  if (!isStillThere(ecr.registry, repository, image)) return 'ImageNotFound';
  return finish(
    begun(image, destination),
    send(ecr, destination, replicaOf(ecr, repository, image, tag)),
  );
}

function begun(image: Image, destination: ReplicationDestination): Replication {
  const replication: Replication = { ...destination, status: 'IN_PROGRESS' };
  image.replications ??= new Map();
  image.replications.set(keyOf(destination), replication);
  return replication;
}

function finish(replication: Replication, failureCode: string | undefined): string | undefined {
  replication.status = failureCode === undefined ? 'COMPLETE' : 'FAILED';
  replication.failureCode = failureCode;
  return failureCode;
}

function replicaOf(ecr: Ecr, repository: Repository, image: Image, tag?: string): Replica {
  const { accountId: registryId, region } = ecr.registry;
  return {
    repositoryName: repository.name,
    image,
    tag,
    children: image.children.flatMap((digest) => repository.images.get(digest) ?? []),
    layers: repository.layers,
    from: { registryId, region },
  };
}

function send(
  { world }: Ecr,
  destination: ReplicationDestination,
  replica: Replica,
): string | undefined {
  const target = world.replicationTarget(destination);
  return target ? target.takeReplica(replica) : 'DestinationNotReachable';
}

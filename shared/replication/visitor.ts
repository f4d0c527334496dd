import type { Notifier } from '../alerts/notifier.ts';
import type { RegistryRepository } from '../registry/read.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import type { Done, RepositoryVisit, Slice, Visitor, Walked } from '../walk/visitor.ts';
import { failedReplicationAlerts } from './alert.ts';
import { keepNewest, type Newest, pushedSince } from './pushed.ts';
import { isReplicated, type ReplicatedPrefixes, replicatedPrefixes } from './rules.ts';
import { failedReplications } from './status.ts';

export interface ReplicationBegun {
  rules: ReplicatedPrefixes;
}

/** Half a day more than between two walks, as one may come late. */
const LOOKED_BACK_MS = 36 * 3_600_000;

/** The most images whose status a walk reads: each is a call, and AWS publishes no rate for it. */
const MOST_IMAGES = 1000;

/** How many failed copies are logged. */
const MOST_LOGGED = 100;

/**
 * Asks ECR whether the images that were pushed since the walk before have been copied to other registries, and sends
 * alerts on those that were not. It needs the images of repositories that a replication rule applies to, if any.
 */
export function replicationVisitor(
  notifier: Pick<Notifier, 'notify'>,
  most = MOST_IMAGES,
): Visitor<Newest, ReplicationBegun> {
  return {
    name: 'replication',
    begin: async ({ ecr }) => ({ rules: await replicatedPrefixes(ecr) }),
    slice: ({ began }: Pick<Slice, 'began'>, { rules }) => {
      const all = keepNewest(most);
      const since = began.getTime() - LOOKED_BACK_MS;
      const repository = ({ repositoryName }: RegistryRepository) =>
        isReplicated(repositoryName, rules)
          ? visitOf(repositoryName, { since, most, all })
          : undefined;
      return { repository, end: all.result };
    },
    done: (walked) => done(notifier, walked, most),
  };
}

/** What one repository has is added when all of it was seen. */
function visitOf(
  repository: string,
  { since, most, all }: { since: number; most: number; all: ReturnType<typeof keepNewest> },
): RepositoryVisit {
  const own = keepNewest(most);
  return {
    images: (page) => {
      const newest = page.flatMap((image) => pushedSince(since, repository, image) ?? []);
      own.add({ newest, count: newest.length });
    },
    end: () => all.add(own.result()),
  };
}

async function done(
  { notify }: Pick<Notifier, 'notify'>,
  { ecr, until, ...walked }: Walked<Newest, ReplicationBegun>,
  most: number,
): Promise<Done> {
  const all = keepNewest(most);
  for await (const part of walked.parts()) all.add(part);
  const pushed = all.result();
  const { failed, lookedAt } = await failedReplications(ecr, pushed.newest, until);
  const looked = { lookedAt, notLookedAt: pushed.count - lookedAt };
  const level = failed.length + looked.notLookedAt > 0 ? 'warn' : 'info';
  logger[level]('Replications checked', { failed: failed.slice(0, MOST_LOGGED), ...looked });
  count({ FailedReplications: failed.length, ReplicationsNotLookedAt: looked.notLookedAt });
  const notified = await notify(failedReplicationAlerts(failed));
  return { result: { failed: failed.length, ...looked, notified } };
}

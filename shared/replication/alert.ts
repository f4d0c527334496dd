import type { Alert } from '../alerts/alert.ts';
import type { Arrival } from './arrival.ts';
import type { FailedReplication } from './status.ts';

const A_DAY = 86_400;

/** Longer than a walk looks back: it sees a failed copy more than once. */
const TWO_DAYS = 2 * A_DAY;

/** More images than these are counted, not named. */
const NAMED = 20;

/**
 * The alerts on failed copies: one per repository, destination and failure code, and another one only where a newer
 * image has failed.
 */
export function failedReplicationAlerts(failed: readonly FailedReplication[]): Alert[] {
  const groups = Object.groupBy(failed, ({ repository, destination, failureCode }) =>
    [repository, destination.registryId, destination.region, failureCode].join(' '),
  );
  return Object.values(groups).flatMap((group = []) => {
    const [first] = group;
    return first ? [alertOf(first, group)] : [];
  });
}

function alertOf(first: FailedReplication, group: readonly FailedReplication[]): Alert {
  const { repository, destination, failureCode } = first;
  const place = `${destination.registryId}/${destination.region}`;
  const more = group.length - NAMED;
  const newest = group.reduce((one, other) => (other.pushedAt > one.pushedAt ? other : one));
  return {
    kind: 'replication.failed',
    cause: {
      id: `replication/${place}/${repository}/${failureCode}`,
      windowSeconds: TWO_DAYS,
      occasion: newest.digest,
    },
    title: `Images of ${repository} are not replicated to ${destination.region}`,
    where: { text: repository, repository },
    severity: 'error',
    what: [
      `${group.length} image${group.length === 1 ? '' : 's'} did not reach registry ${place}: ${failureCode}`,
      ...group.slice(0, NAMED).map(named),
      ...(more > 0 ? [`and ${more} more`] : []),
    ],
    todo: [
      `Fix ${failureCode} in that registry: check its policy, the mutability of the repository and its KMS key`,
      'Then push the image under another tag, or copy it: ECR does not retry',
    ],
  };
}

function named({ repository, tag, digest }: FailedReplication): string {
  return tag === undefined ? `${repository}@${digest}` : `${repository}:${tag} (${digest})`;
}

/** The alert on an image that did not arrive: once a day per repository and source. */
export function notArrivedAlert(arrival: Arrival): Alert {
  const { repository, digest, tag, source } = arrival;
  const id = digest === undefined ? `imageTag=${tag}` : `imageDigest=${digest}`;
  const place = `${source.registryId}/${source.region}`;
  const name = `${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
  return {
    kind: 'replication.failed',
    cause: { id: `replication/from/${place}/${repository}`, windowSeconds: A_DAY },
    title: `An image of ${repository} did not arrive from ${source.region}`,
    where: {
      ...{ text: name, repository },
      ...(tag !== undefined && { tag }),
      ...(digest !== undefined && { digest }),
    },
    severity: 'error',
    what: [`${name}, replicated from registry ${place}, is not in this registry`],
    todo: [
      `Get the failure code in that registry: aws ecr describe-image-replication-status --region ${source.region} --repository-name ${repository} --image-id ${id}`,
    ],
  };
}

import type { Alert } from '../alerts/alert.ts';
import type { Arrival } from './arrival.ts';
import type { FailedReplication } from './recent.ts';

const A_DAY = 86_400;

/** More images than these are counted, not named. */
const NAMED = 20;

/** What people are told of failed copies: once a day per repository, destination and failure code. */
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
  return {
    kind: 'replication.failed',
    cause: { id: `replication/${place}/${repository}/${failureCode}`, windowSeconds: A_DAY },
    title: `Images of ${repository} are not replicated to ${destination.region}`,
    where: { text: repository, repository },
    severity: 'error',
    what: [
      `${group.length} image${group.length === 1 ? '' : 's'} did not get to registry ${place}: ${failureCode}`,
      ...group.slice(0, NAMED).map(named),
      ...(more > 0 ? [`and ${more} more`] : []),
    ],
    todo: [
      `See to ${failureCode} in that registry: its policy, the repository's mutability, its key`,
      'ECR does not try again by itself: push the image under another tag, or copy it',
    ],
  };
}

function named({ repository, tags, digest }: FailedReplication): string {
  const [tag] = tags;
  return tag === undefined ? `${repository}@${digest}` : `${repository}:${tag} (${digest})`;
}

/** What people are told where an image did not arrive: once a day per repository and source. */
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
    what: [`${name}, replicated from registry ${place}, is not here`],
    todo: [
      `Ask there for the failure code: aws ecr describe-image-replication-status --region ${source.region} --repository-name ${repository} --image-id ${id}`,
    ],
  };
}

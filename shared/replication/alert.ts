import type { Alert } from '../alerts/alert.ts';
import type { Cause } from '../alerts/once.ts';
import type { Arrival } from './arrival.ts';
import type { FailedReplication } from './recent.ts';

const A_DAY = 86_400;

/** More images than these are counted, not named. */
const NAMED = 20;

/** What people are told of failed copies: once a day per repository, destination and failure code. */
export function failedReplicationAlerts(
  failed: readonly FailedReplication[],
): { alert: Alert; cause: Cause }[] {
  const groups = Object.groupBy(failed, ({ repository, destination, failureCode }) =>
    [repository, destination.registryId, destination.region, failureCode].join(' '),
  );
  return Object.values(groups).flatMap((group = []) => {
    const [first] = group;
    return first ? [alertOf(first, group)] : [];
  });
}

function alertOf(first: FailedReplication, group: readonly FailedReplication[]) {
  const { repository, destination, failureCode } = first;
  const place = `${destination.registryId}/${destination.region}`;
  const more = group.length - NAMED;
  const alert: Alert = {
    title: `Images of ${repository} are not replicated to ${destination.region}`,
    where: repository,
    severity: 'error',
    lines: [
      `- ${group.length} image${group.length === 1 ? '' : 's'} did not get to registry ${place}: ${failureCode}`,
      ...group.slice(0, NAMED).map((it) => `- ${named(it)}`),
      ...(more > 0 ? [`- and ${more} more`] : []),
      `- What to do: see to ${failureCode} in that registry (its policy, the repository's mutability, its key). ECR does not try again by itself: push the image under another tag, or copy it`,
    ],
  };
  const id = `replication/${place}/${repository}/${failureCode}`;
  return { alert, cause: { id, windowSeconds: A_DAY } };
}

function named({ repository, tags, digest }: FailedReplication): string {
  const [tag] = tags;
  return tag === undefined ? `${repository}@${digest}` : `${repository}:${tag} (${digest})`;
}

/** What people are told where an image did not arrive: once a day per repository and source. */
export function notArrivedAlert(arrival: Arrival): { alert: Alert; cause: Cause } {
  const { repository, digest, tag, source } = arrival;
  const id = digest === undefined ? `imageTag=${tag}` : `imageDigest=${digest}`;
  const place = `${source.registryId}/${source.region}`;
  const name = `${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
  const alert: Alert = {
    title: `An image of ${repository} did not arrive from ${source.region}`,
    where: repository,
    severity: 'error',
    lines: [
      `- ${name}, replicated from registry ${place}, is not here`,
      `- What to do: ask there for the failure code: aws ecr describe-image-replication-status --region ${source.region} --repository-name ${repository} --image-id ${id}`,
    ],
  };
  return { alert, cause: { id: `replication/from/${place}/${repository}`, windowSeconds: A_DAY } };
}

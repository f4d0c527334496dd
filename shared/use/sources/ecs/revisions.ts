import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  type ECSClient,
  type ServiceDeploymentStatus,
} from '@aws-sdk/client-ecs';
import { batches, type Found } from '../bounds.ts';
import { inParts } from '../parts.ts';
import { checkFailures, placeOf } from './names.ts';
import type { ServiceOf } from './services.ts';
import { type TaskImage, urisOf } from './tasks.ts';

/** The most that DescribeServiceDeployments and DescribeServiceRevisions take at a time. */
const BATCH = 20;

interface RevisionOf {
  by: string;
  arn: string;
  standby?: true;
}

/** Deployments after whose end ECS does not return to what there was before. */
const ended: ReadonlySet<ServiceDeploymentStatus | undefined> = new Set([
  'SUCCESSFUL',
  'STOPPED',
  'ROLLBACK_SUCCESSFUL',
]);

/**
 * The images of services as ECS has pinned them: with the digest that a tag had when its deployment began. A service
 * starts further tasks of that digest, whatever the tag names by now.
 */
export async function pinnedImages(
  ecs: ECSClient,
  services: readonly ServiceOf[],
): Promise<Found<TaskImage>> {
  const current = services.flatMap(({ by, revisions }) => revisions.map((arn) => ({ by, arn })));
  const deployed = await revisionsOfDeployments(ecs, services);
  const read = await describedRevisions(ecs, [...current, ...deployed.items]);
  return { items: read.items, unknown: [...deployed.unknown, ...read.unknown] };
}

/** What a deployment goes to, and what it comes from: in use until it has ended, on standby afterwards. */
async function revisionsOfDeployments(
  ecs: ECSClient,
  services: readonly ServiceOf[],
): Promise<Found<RevisionOf>> {
  const byOf = new Map(
    services.flatMap(({ by, deployment }) => (deployment ? [[deployment, by]] : [])),
  );
  return inParts(
    batches([...byOf.keys()], BATCH),
    ([first = '']) => `the deployment of ${serviceOf(first)}`,
    async (serviceDeploymentArns) => {
      const input = { serviceDeploymentArns };
      const answer = await ecs.send(new DescribeServiceDeploymentsCommand(input));
      checkFailures(answer.failures);
      return (answer.serviceDeployments ?? []).flatMap((it) => {
        const by = byOf.get(it.serviceDeploymentArn ?? '') ?? '';
        const sources = (it.sourceServiceRevisions ?? []).flatMap(({ arn }) => arn ?? []);
        const standby = ended.has(it.status) && { standby: true as const };
        return [
          ...[it.targetServiceRevision?.arn].flatMap((arn) => (arn ? [{ by, arn }] : [])),
          ...sources.map((arn) => ({ by, arn, ...standby })),
        ];
      });
    },
  );
}

async function describedRevisions(
  ecs: ECSClient,
  revisions: readonly RevisionOf[],
): Promise<Found<TaskImage>> {
  const byArn = Map.groupBy(revisions, ({ arn }) => arn);
  return inParts(
    batches([...byArn.keys()], BATCH),
    ([first = '']) => `the revision of ${serviceOf(first)}`,
    async (serviceRevisionArns) => {
      const input = { serviceRevisionArns };
      const answer = await ecs.send(new DescribeServiceRevisionsCommand(input));
      checkFailures(answer.failures);
      return (answer.serviceRevisions ?? []).flatMap((revision) => {
        const { serviceRevisionArn = '', taskDefinition, containerImages = [] } = revision;
        const uris = containerImages.flatMap(({ image, imageDigest }) =>
          image === undefined ? [] : urisOf(image, imageDigest),
        );
        return (byArn.get(serviceRevisionArn) ?? []).flatMap(({ arn: _, ...who }) => [
          ...uris.map((uri) => ({ ...who, uri })),
          ...(taskDefinition ? [{ ...who, taskDefinition }] : []),
        ]);
      });
    },
  );
}

/** `prod/web` of arn:aws:ecs:…:service-revision/prod/web/123. */
function serviceOf(arn: string): string {
  return placeOf(arn.slice(0, arn.lastIndexOf('/')));
}

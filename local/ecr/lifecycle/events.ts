import { createHash, randomUUID } from 'node:crypto';
import type { EventEntry } from '../../events/event.ts';
import type { Ecr } from '../model/ecr.ts';
import { repositoryArn } from '../model/registry.ts';
import type { Repository } from '../model/repository.ts';
import type { LifecycleImage, LifecycleOutcome } from './action.ts';
import type { LifecyclePolicy, LifecycleRule } from './policy.ts';

/** Maximum number of images in one record (Amazon ECR user guide, "Logging Amazon ECR actions with CloudTrail"). */
const imagesPerEvent = 10;

/**
 * `PolicyExecutionEvent`, which CloudTrail records for a lifecycle policy that changed something. CloudTrail marks
 * it as read-only although it deletes images.
 */
export function executionEvents(
  ecr: Ecr,
  repository: Repository,
  policy: LifecyclePolicy,
  outcomes: readonly LifecycleOutcome[],
): EventEntry[] {
  if (outcomes.length === 0) return [];
  const part = outcomes.slice(0, imagesPerEvent);
  const details = {
    repositoryName: repository.name,
    lifecycleEventPolicy: policyView(repository, policy),
    lifecycleEventImageActions: part.filter((it) => !it.blockedBy).map(actionView),
    lifecycleEventFailureDetails: part.flatMap((it) =>
      it.blockedBy ? [{ ...actionView(it), ...failureView(it.blockedBy) }] : [],
    ),
  };
  const rest = executionEvents(ecr, repository, policy, outcomes.slice(imagesPerEvent));
  return [serviceEvent(ecr, repository, details), ...rest];
}

function serviceEvent(
  { registry, now }: Ecr,
  repository: Repository,
  serviceEventDetails: object,
): EventEntry {
  const { accountId } = registry;
  const ARN = repositoryArn(registry, repository.name);
  return {
    source: 'aws.ecr',
    'detail-type': 'AWS Service Event via CloudTrail',
    resources: [],
    detail: {
      eventVersion: '1.11',
      userIdentity: { accountId, invokedBy: 'AWS Internal' },
      eventTime: `${now().toISOString().slice(0, 19)}Z`,
      eventSource: 'ecr.amazonaws.com',
      eventName: 'PolicyExecutionEvent',
      awsRegion: registry.region,
      sourceIPAddress: 'AWS Internal',
      userAgent: 'AWS Internal',
      requestParameters: null,
      responseElements: null,
      eventID: randomUUID(),
      readOnly: true,
      resources: [{ ARN, accountId, type: 'AWS::ECR::Repository' }],
      eventType: 'AwsServiceEvent',
      managementEvent: true,
      recipientAccountId: accountId,
      serviceEventDetails,
      eventCategory: 'Management',
    },
  };
}

function policyView(repository: Repository, policy: LifecyclePolicy): object {
  return {
    lifecycleEventRules: policy.rules.map(ruleView),
    lastEvaluatedAt: repository.lifecycleEvaluatedAt?.getTime() ?? 0,
    policyVersion: 1,
    policyId: uuidOf(`${repository.name} ${repository.lifecyclePolicyText}`),
  };
}

const countTypes: Readonly<Record<LifecycleRule['selection']['countType'], string>> = {
  imageCountMoreThan: 'Image count more than',
  sinceImagePushed: 'Since image pushed',
  sinceImagePulled: 'Since image pulled',
  sinceImageTransitioned: 'Since image transitioned',
};

/** AWS's sample has only the first count type and `tagPrefixList`; the others follow its style. */
function ruleView({ rulePriority, description, selection, action }: LifecycleRule): object {
  return {
    rulePriority,
    ...(description !== undefined && { description }),
    lifecycleEventSelection: {
      tagStatus: capitalised(selection.tagStatus),
      tagPrefixList: selection.tagPrefixList ?? [],
      ...(selection.tagPatternList && { tagPatternList: selection.tagPatternList }),
      countType: countTypes[selection.countType],
      ...(selection.countUnit && { countUnit: capitalised(selection.countUnit) }),
      countNumber: selection.countNumber,
    },
    action: action.type,
  };
}

function actionView({ action: { image, rulePriority } }: LifecycleOutcome) {
  return { lifecycleEventImage: imageView(image), rulePriority };
}

function imageView({ digest, tags, pushedAt }: LifecycleImage): object {
  return {
    digest,
    tagStatus: tags.length > 0 ? 'Tagged' : 'Untagged',
    tagList: [...tags],
    pushedAt: pushedAt.getTime(),
  };
}

function failureView(indexes: readonly string[]): object {
  return {
    failureCode: 'ImageReferencedByManifestList',
    failureReason: `Requested image referenced by manifest list: [${indexes.join(', ')}]`,
  };
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A policy keeps its id from run to run. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

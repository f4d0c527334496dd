import type { EventEntry } from '../../events/event.ts';
import { arnStart } from '../../service/partition.ts';
import type { Image } from '../model/image.ts';
import { type Registry, repositoryArn } from '../model/registry.ts';
import type { Repository } from '../model/repository.ts';
import { containerImage, enhancedFinding, imageArn, scoreOf } from './enhanced.ts';
import { countBySeverity, type Finding, type ImageFindings } from './findings.ts';

type Result = ImageFindings & { completedAt: Date };

/** The events of Amazon Inspector at the end of an initial scan. */
export const inspectorEvents = [inspectorScan, inspectorFindings];

/**
 * `Inspector2 Scan` (Amazon Inspector user guide, "Amazon EventBridge event schema"): `repository-name` is the ARN,
 * and a severity without findings is 0. A failed scan sends no event.
 */
function inspectorScan(
  registry: Registry,
  repository: Repository,
  image: Image,
  { status, findings = [] }: Result,
): EventEntry[] {
  if (status) return [];
  const { CRITICAL = 0, HIGH = 0, MEDIUM = 0 } = countBySeverity(findings);
  const arn = repositoryArn(registry, repository.name);
  return [
    {
      source: 'aws.inspector2',
      'detail-type': 'Inspector2 Scan',
      resources: [arn],
      detail: {
        'scan-status': 'INITIAL_SCAN_COMPLETE',
        'repository-name': arn,
        'finding-severity-counts': { CRITICAL, HIGH, MEDIUM, TOTAL: findings.length },
        'image-digest': image.digest,
        'image-tags': [...image.tags],
        version: '1.0',
      },
    },
  ];
}

/** `Inspector2 Finding`, one event per finding. */
function inspectorFindings(
  registry: Registry,
  repository: Repository,
  image: Image,
  { status, findings = [], completedAt }: Result,
): EventEntry[] {
  if (status) return [];
  const site = { registry, repository, image, at: completedAt };
  const observedAt = inspectorDate(completedAt);
  return findings.map((finding) => ({
    source: 'aws.inspector2',
    'detail-type': 'Inspector2 Finding',
    resources: [imageArn(site)],
    detail: {
      ...enhancedFinding(finding, site),
      ...inspectorScore(finding),
      firstObservedAt: observedAt,
      lastObservedAt: observedAt,
      updatedAt: observedAt,
      resources: [
        {
          details: {
            awsEcrContainerImage: {
              ...containerImage(site),
              pushedAt: inspectorDate(image.pushedAt),
            },
          },
          id: imageArn(site),
          partition: arnStart(registry.region).slice('arn:'.length),
          region: registry.region,
          type: 'AWS_ECR_CONTAINER_IMAGE',
        },
      ],
    },
  }));
}

/** A finding without a score has no such member. */
function inspectorScore(finding: Finding): object {
  const score = scoreOf(finding);
  return score === undefined ? {} : { inspectorScore: score };
}

/** `Mon Nov 02 09:15:30.411 UTC 2026`: not ISO 8601, but the format of AWS's samples. */
function inspectorDate(date: Date): string {
  const [weekday = '', day, month, year] = date.toUTCString().split(' ');
  const time = date.toISOString().slice(11, 23);
  return `${weekday.slice(0, 3)} ${month} ${day} ${time} UTC ${year}`;
}

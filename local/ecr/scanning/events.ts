import type { EventEntry } from '../../events/event.ts';
import type { Image } from '../model/image.ts';
import { type Registry, repositoryArn } from '../model/registry.ts';
import type { Repository } from '../model/repository.ts';
import type { ScanFrequency } from '../model/scanning.ts';
import { countBySeverity, type ImageFindings } from './findings.ts';

/** `ECR Image Scan`, the end of a basic scan (Amazon ECR user guide, "Amazon ECR events and EventBridge"). */
export function scanEvent(
  registry: Registry,
  repository: Repository,
  image: Image,
  { status, findings = [] }: ImageFindings,
): EventEntry[] {
  return [
    {
      source: 'aws.ecr',
      'detail-type': 'ECR Image Scan',
      resources: [repositoryArn(registry, repository.name)],
      detail: {
        'scan-status': status ? 'FAILED' : 'COMPLETE',
        'repository-name': repository.name,
        'finding-severity-counts': countBySeverity(findings),
        'image-digest': image.digest,
        'image-tags': [...image.tags],
      },
    },
  ];
}

export interface FrequencyChange {
  repositoryName: string;
  from: ScanFrequency;
  to: ScanFrequency;
}

/** Repositories per event: well below the 256 KB limit of EventBridge; AWS's own number is unknown. */
const repositoriesPerEvent = 200;

/** `ECR Scan Resource Change` for repositories under enhanced scanning; one event lists many. */
export function frequencyChanges(
  registry: Registry,
  changes: readonly FrequencyChange[],
): EventEntry[] {
  if (changes.length === 0) return [];
  const repositories = changes.slice(0, repositoriesPerEvent).map((it) => ({
    'repository-name': it.repositoryName,
    'repository-arn': repositoryArn(registry, it.repositoryName),
    'scan-frequency': it.to,
    'previous-scan-frequency': it.from,
  }));
  const entry: EventEntry = {
    source: 'aws.ecr',
    'detail-type': 'ECR Scan Resource Change',
    resources: [],
    detail: {
      'action-type': 'SCAN_FREQUENCY_CHANGE',
      repositories,
      'resource-type': 'REPOSITORY',
      'scan-type': 'ENHANCED',
    },
  };
  return [entry, ...frequencyChanges(registry, changes.slice(repositoriesPerEvent))];
}

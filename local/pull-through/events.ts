import { type CacheRule, type Registry, repositoryArn } from '../ecr/model/registry.ts';
import type { PullFailure } from '../ecr/rules/pull-through.ts';
import type { EventEntry } from '../events/event.ts';

/**
 * `ECR Pull Through Cache Action` (Amazon ECR user guide, "Amazon ECR events and EventBridge"). It is sent when an
 * import brings something new, and when a first import fails. AWS does not document whether it is sent for a check
 * that finds nothing new, or that fails while there is an older copy: here it is not.
 */
export function cacheAction(
  registry: Registry,
  rule: CacheRule,
  pull: { repositoryName: string; reference: string },
  outcome: { digest: string } | PullFailure,
): EventEntry {
  const { repositoryName, reference } = pull;
  return {
    source: 'aws.ecr',
    'detail-type': 'ECR Pull Through Cache Action',
    resources: [repositoryArn(registry, repositoryName)],
    detail: {
      'rule-version': '1',
      'sync-status': 'digest' in outcome ? 'SUCCESS' : 'FAILED',
      'ecr-repository-prefix': rule.prefix,
      'repository-name': repositoryName,
      'upstream-registry-url': rule.upstreamUrl,
      ...(!reference.includes(':') && { 'image-tag': reference }),
      ...('digest' in outcome
        ? { 'image-digest': outcome.digest }
        : { 'failure-code': outcome.code, 'failure-reason': outcome.reason }),
    },
  };
}

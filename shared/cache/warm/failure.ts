import { upstreams } from '../../config/schema/cache/upstreams.ts';
import { causeOfAnswer, codeOfAnswer, type PullFacts } from '../credentials/registry-answer.ts';
import { type Diagnosis, eventCode } from '../failures/causes.ts';
import type { RegistryRefusal } from './registry-http.ts';
import type { WarmTarget } from './target.ts';

/** Why something could not be warmed, with the code that ECR's own events have for it where there is one. */
export interface WarmFailure extends Diagnosis {
  code: string;
}

/**
 * Why the registry did not give a manifest.
 *
 * @param host - Of the registry.
 */
export function pullRefused(
  { prefix, repositoryName, tag, upstream }: WarmTarget,
  refusal: RegistryRefusal,
  host: string,
): WarmFailure {
  const facts: PullFacts = { prefix, repositoryName, reference: tag, host };
  if (needsNoLogin(upstream)) facts.login = 'none';
  const code = codeOfAnswer(refusal, facts);
  const { cause, remedy } = causeOfAnswer(refusal, facts);
  // Only here is it known which address, and why.
  const why = code === 'RegistryUnreachable' ? refusal.message : cause;
  return { code: code ? eventCode(code) : refusal.code, cause: why, remedy };
}

function needsNoLogin(host: string): boolean {
  return Object.values(upstreams).some(
    ({ url, credential }) => url === host && credential === 'none',
  );
}

/** Why the upstream did not list the tags that a range is for. */
export function listRefused(upstream: string, { status, message }: RegistryRefusal): WarmFailure {
  const code = 'TagsNotListed';
  if (status === 401 || status === 403) {
    const cause = `${upstream} lists its tags only after a login (${message})`;
    return { code, cause, remedy: 'list the tags themselves instead of the range' };
  }
  const why = status === 404 ? 'does not know the image' : `did not list its tags (${message})`;
  const remedy =
    status === 404
      ? 'check its path upstream'
      : 'the next run tries again; plain tags are warmed all the same';
  return { code, cause: `${upstream} ${why}`, remedy };
}

export function nothingInRange(upstream: string): WarmFailure {
  return {
    code: 'NothingInRange',
    cause: `${upstream} has no tag in this range`,
    remedy: 'check its tags: only versions such as 1.28 and v1.28.3 count, without a suffix',
  };
}

export function platformMissing(platform: string, there: readonly string[]): WarmFailure {
  return {
    code: 'PlatformMissing',
    cause: `the image has no ${platform}: it has ${there.join(', ') || 'none that is named'}`,
    remedy: 'remove the platform from registry.yml, or name another tag',
  };
}

/** ECR imports nothing by digest, so the child can be imported only with its index. */
export function childMissing(repositoryName: string, tag: string, platform: string): WarmFailure {
  return {
    code: 'ChildMissing',
    cause: `the index is in the cache, but its image for ${platform} is not`,
    remedy:
      'if the next run reports it too, have ECR import it anew: aws ecr batch-delete-image ' +
      `--repository-name ${repositoryName} --image-ids imageTag=${tag}`,
  };
}

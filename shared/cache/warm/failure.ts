import { byCode, type Diagnosis, type PullFailure } from '../pull-failure.ts';
import type { RegistryRefusal } from './registry-http.ts';

/** Why something could not be warmed, with the code that ECR's own events have for it where there is one. */
export interface WarmFailure extends Diagnosis {
  code: string;
}

/** What is warmed: an image under a tag, or one of its children. */
type Asked = Pick<PullFailure, 'prefix' | 'repositoryName'>;

/** Why the registry did not give a manifest. It hides what ECR may not do as "not found". */
export function pullRefused(asked: Asked, refusal: RegistryRefusal): WarmFailure {
  const code = codeOf(refusal);
  const own = ownDiagnoses[code];
  if (own) return { code, ...own(asked, refusal) };
  const known = byCode({ ...asked, failureCode: code, failureReason: refusal.message });
  if (code !== 'ImageNotFound') return { code, ...known };
  const remedy = `${known.remedy}; if it is there, whoever warms lacks ecr:BatchImportUpstreamImage`;
  return { code, cause: known.cause, remedy };
}

function codeOf(refusal: RegistryRefusal): string {
  if (refusal.isTooManyRequests) return 'UpstreamTooManyRequests';
  if (refusal.status === 0) return 'RegistryUnreachable';
  if (refusal.isUnavailable) return 'UpstreamUnavailable';
  if (refusal.status === 401) return 'Unauthorized';
  if (refusal.status === 403) return 'UpstreamAccessDenied';
  if (refusal.code === 'NAME_UNKNOWN') return 'RepositoryNotFound';
  return refusal.status === 404 ? 'ImageNotFound' : refusal.code;
}

type Diagnose = (asked: Asked, refusal: RegistryRefusal) => Diagnosis;

/** What the codes of failed pulls do not cover, or mean otherwise when nothing but the answer is known. */
const ownDiagnoses: Readonly<Record<string, Diagnose>> = {
  UpstreamAccessDenied: () => ({
    cause: 'the upstream refused the image: the login of the rule has died, or the path is wrong',
    remedy:
      'try the login: aws ecr validate-pull-through-cache-rule; if it works, check the path upstream',
  }),
  UpstreamTooManyRequests: () => ({
    cause: 'the upstream has had too many requests from this account',
    remedy: 'the next run goes on; a lower pullThroughCache.warmBudget asks for less at once',
  }),
  RegistryUnreachable: (_, { message }) => ({
    cause: message,
    remedy: 'check the network and --region: a first pull may also take longer than a minute',
  }),
  Unauthorized: () => ({
    cause: 'the registry does not accept the token that ECR gave',
    remedy: 'try again; check that no proxy takes the login away',
  }),
  RepositoryNotFound: ({ prefix, repositoryName }) => ({
    cause: `there is no repository ${repositoryName}, and ECR did not create it`,
    remedy:
      `check that the registry has the rule ${prefix} (npx ecr-steward plan), and that whoever warms ` +
      'has ecr:CreateRepository and ecr:BatchImportUpstreamImage',
  }),
};

/** Why the upstream did not list the tags that a range is for. */
export function listRefused(upstream: string, { status, message }: RegistryRefusal): WarmFailure {
  const code = 'TagsNotListed';
  if (status === 401 || status === 403) {
    const cause = `${upstream} lists its tags only to who has logged in (${message})`;
    return { code, cause, remedy: 'name the tags themselves in place of the range' };
  }
  const why = status === 404 ? 'does not know the image' : `did not list its tags (${message})`;
  const remedy =
    status === 404 ? 'check its path upstream' : 'the next run asks again; plain tags go on';
  return { code, cause: `${upstream} ${why}`, remedy };
}

export function nothingInRange(upstream: string): WarmFailure {
  return {
    code: 'NothingInRange',
    cause: `${upstream} has no tag in this range`,
    remedy: 'look at its tags: only versions such as 1.28 and v1.28.3 count, without a suffix',
  };
}

export function platformMissing(platform: string, there: readonly string[]): WarmFailure {
  return {
    code: 'PlatformMissing',
    cause: `the image has no ${platform}: it has ${there.join(', ') || 'none that is named'}`,
    remedy: 'take the platform out of registry.yml, or name another tag',
  };
}

/** ECR imports nothing by digest, so the child comes back with its index only. */
export function childMissing(repositoryName: string, tag: string, platform: string): WarmFailure {
  return {
    code: 'ChildMissing',
    cause: `the index is in the cache, but its image for ${platform} is not`,
    remedy:
      'if the next run says so too, have ECR import it anew: aws ecr batch-delete-image ' +
      `--repository-name ${repositoryName} --image-ids imageTag=${tag}`,
  };
}

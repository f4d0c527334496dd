import {
  DescribeRepositoryCreationTemplatesCommand,
  type ECRClient,
  type RepositoryCreationTemplate,
} from '@aws-sdk/client-ecr';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { isWithin } from '../config/prefix.ts';
import { upstreams } from '../config/upstreams.ts';
import { ROOT_PREFIX } from '../registry/cached.ts';
import { cacheRules, type RegistryCacheRule } from '../registry/read.ts';
import { lookUpCredential } from './credential.ts';
import { newToken, type Validity, validateRule } from './validate.ts';

/** A pull through a rule that failed, as ECR's event tells it; any of its texts may be new. */
export interface PullFailure {
  prefix: string;
  repositoryName: string;
  imageTag?: string;
  /** AWS publishes no list; the nearest is BatchGetImage's: UpstreamAccessDenied, KmsError and so on. */
  failureCode: string;
  failureReason?: string;
}

/** Why pulls through a rule fail, as far as it can be known, and what to do about it. */
export interface Diagnosis {
  cause: string;
  remedy: string;
}

/**
 * What failures have to have in common to be told together: the rule, the code, and whether the path
 * itself is wrong. Known from the event alone, so that a thousand pulls cost one diagnosis.
 */
export function causeKey(failure: PullFailure): string {
  const path = isOnePart(failure) ? '/one-part' : '';
  return `cache/${failure.prefix}/${failure.failureCode}${path}`;
}

/** Looks at the rule, its credential and its template: what the event says is only where to look. */
export async function diagnose(
  { ecr, secretsManager }: { ecr: ECRClient; secretsManager: SecretsManagerClient },
  failure: PullFailure,
): Promise<Diagnosis> {
  const rule = (await cacheRules(ecr)).find((each) => samePrefix(each, failure));
  if (rule === undefined) return noRule(failure);
  if (lacksLibrary(failure, rule)) return noLibrary(failure);
  const credential = await credentialDiagnosis(ecr, secretsManager, rule);
  return credential ?? (await templateDiagnosis(ecr, failure)) ?? byCode(failure);
}

function samePrefix(rule: RegistryCacheRule, { prefix }: PullFailure): boolean {
  const theirs = rule.ecrRepositoryPrefix;
  return isWithin(theirs, prefix) && isWithin(prefix, theirs);
}

function noRule({ prefix }: PullFailure): Diagnosis {
  return {
    cause: `there is no cache rule ${prefix} any more`,
    remedy: 'declare it in registry.yml, or have the image pulled from elsewhere',
  };
}

/** Official images of Docker Hub are below library/: a path of one part is always wrong there. */
function lacksLibrary(failure: PullFailure, { upstreamRegistryUrl }: RegistryCacheRule): boolean {
  return upstreamRegistryUrl === upstreams['docker-hub'].url && isOnePart(failure);
}

function isOnePart(failure: PullFailure): boolean {
  const path = upstreamPath(failure);
  return path !== '' && !path.includes('/');
}

function upstreamPath({ prefix, repositoryName }: PullFailure): string {
  return prefix === ROOT_PREFIX ? repositoryName : repositoryName.slice(prefix.length + 1);
}

function noLibrary(failure: PullFailure): Diagnosis {
  const { prefix, repositoryName, imageTag = 'latest' } = failure;
  const base = prefix === ROOT_PREFIX ? '' : `${prefix}/`;
  return {
    cause: `${repositoryName} is no path on Docker Hub: official images are below library/`,
    remedy: `pull ${base}library/${upstreamPath(failure)}:${imageTag}`,
  };
}

/** A login that fails explains every failure of its rule. */
async function credentialDiagnosis(
  ecr: ECRClient,
  secretsManager: SecretsManagerClient,
  { ecrRepositoryPrefix, credentialArn }: RegistryCacheRule,
): Promise<Diagnosis | undefined> {
  if (credentialArn === undefined) return undefined;
  const validity: Validity = await validateRule(ecr, ecrRepositoryPrefix);
  if (validity.valid !== false) return undefined;
  const { problems } = await lookUpCredential(secretsManager, credentialArn);
  return {
    cause: `ECR cannot log in upstream: ${validity.failure}`,
    remedy: problems.join('; ') || newToken(ecrRepositoryPrefix),
  };
}

/** A template with tags or a KMS key and no role breaks the creation of every repository. */
async function templateDiagnosis(
  ecr: ECRClient,
  { prefix, repositoryName }: PullFailure,
): Promise<Diagnosis | undefined> {
  const answer = await ecr.send(new DescribeRepositoryCreationTemplatesCommand({}));
  const template = longestMatch(answer.repositoryCreationTemplates ?? [], repositoryName);
  if (template === undefined || template.customRoleArn !== undefined) return undefined;
  const needs = [
    (template.resourceTags?.length ?? 0) > 0 && 'tags',
    template.encryptionConfiguration?.encryptionType?.startsWith('KMS') && 'a KMS key',
  ].filter((need) => typeof need === 'string');
  if (needs.length === 0) return undefined;
  return {
    cause: `the repository creation template ${template.prefix} sets ${needs.join(' and ')} without a role`,
    remedy: `give it a customRoleArn, or take ${needs.join(' and ')} out of it: until then no repository under ${prefix} can be created`,
  };
}

function longestMatch(templates: readonly RepositoryCreationTemplate[], repositoryName: string) {
  return templates
    .filter(({ appliedFor }) => appliedFor?.includes('PULL_THROUGH_CACHE'))
    .filter(({ prefix = '' }) => prefix === ROOT_PREFIX || isWithin(repositoryName, prefix))
    .toSorted((a, b) => lengthOf(b) - lengthOf(a))[0];
}

function lengthOf({ prefix }: RepositoryCreationTemplate): number {
  return prefix === ROOT_PREFIX || prefix === undefined ? 0 : prefix.length;
}

const knownCodes: Readonly<Record<string, Diagnosis>> = {
  UpstreamAccessDenied: {
    cause:
      'the upstream refused the image, though the login works: a wrong path is refused so, too',
    remedy: 'check the path and the tag upstream, and what the account there may read',
  },
  UpstreamTooManyRequests: {
    cause: 'the upstream has had too many requests from this account',
    remedy: 'take a plan with a higher limit, spread first pulls, or warm the cache ahead of them',
  },
  UpstreamUnavailable: {
    cause: 'the upstream does not answer',
    remedy:
      'see its status page; cached images are served meanwhile. Nodes without a way to the internet need the image cached before their first pull',
  },
  ImageNotFound: {
    cause: 'the upstream does not have the image',
    remedy: 'check its path and tag upstream',
  },
  KmsError: {
    cause: 'the key of the cached repository cannot be used',
    remedy: 'check the key’s policy and state, and the role of the repository creation template',
  },
};

/** What a failure's code alone tells. `hasOwn`, as a code comes from outside. */
export function byCode({ failureCode, failureReason }: PullFailure): Diagnosis {
  const known = Object.hasOwn(knownCodes, failureCode) ? knownCodes[failureCode] : undefined;
  if (known) return known;
  return {
    cause: `ECR says ${failureCode}${failureReason ? `: ${failureReason}` : ''}`,
    remedy:
      'check that whoever pulls has ecr:BatchImportUpstreamImage, and ecr:CreateRepository for a first pull',
  };
}

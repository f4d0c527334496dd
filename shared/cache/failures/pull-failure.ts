import type { ECRClient } from '@aws-sdk/client-ecr';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { isWithin } from '../../config/schema/prefix.ts';
import { ROOT_PREFIX } from '../../registry/cached.ts';
import { cacheRules, type RegistryCacheRule } from '../../registry/read.ts';
import { tryLogin } from '../credentials/login-diagnosis.ts';
import { pathDiagnosis } from '../rules/upstream-path.ts';
import { templateDiagnosis, templateFor } from '../templates/template-for.ts';
import { causeFor, causeOfCode, type Diagnosis, type Pulled } from './causes.ts';

/** A pull through a rule that failed, by ECR's event; any of its texts may be new. */
export interface PullFailure {
  prefix: string;
  repositoryName: string;
  imageTag?: string;
  /** AWS publishes no list; the nearest is BatchGetImage's: UpstreamAccessDenied, KmsError and so on. */
  failureCode: string;
  failureReason?: string;
}

/**
 * The cause by which failures are reported together: the rule, the code, and whether the path itself is wrong. It
 * comes from the event alone, so that a thousand pulls cost one diagnosis.
 */
export function causeKey(failure: PullFailure): string {
  const path = isOnePart(failure) ? '/one-part' : '';
  return `cache/${failure.prefix}/${failure.failureCode}${path}`;
}

function isOnePart({ prefix, repositoryName }: PullFailure): boolean {
  const path = prefix === ROOT_PREFIX ? repositoryName : repositoryName.slice(prefix.length + 1);
  return path !== '' && !path.includes('/');
}

/** Checks the rule, its credential and its template: the event only says where to look. */
export async function diagnose(
  { ecr, secretsManager }: { ecr: ECRClient; secretsManager: SecretsManagerClient },
  failure: PullFailure,
): Promise<Diagnosis> {
  const { prefix, repositoryName, imageTag: reference } = failure;
  const pulled: Pulled = { prefix, repositoryName, ...(reference && { reference }) };
  const rule = (await cacheRules(ecr)).find((each) => samePrefix(each, failure));
  if (rule === undefined) return causeFor('NoRule', pulled);
  const template = await templateFor(ecr, repositoryName);
  const path = pathDiagnosis(pulled, rule);
  if (path) return path;
  const { failed, unknown } = await tryLogin({ ecr, secretsManager }, rule);
  if (failed) return failed;
  const other = template && templateDiagnosis(template);
  if (unknown === undefined) return other ?? byCode(failure, pulled, rule);
  const found = other ?? causeOfCode(failure.failureCode, failure.failureReason, pulled);
  return { ...found, cause: `${found.cause}; whether ECR can log in is unknown: ${unknown}` };
}

function samePrefix(rule: RegistryCacheRule, { prefix }: PullFailure): boolean {
  const theirs = rule.ecrRepositoryPrefix;
  return isWithin(theirs, prefix) && isWithin(prefix, theirs);
}

/** The login works, or there is none: the upstream refuses the image itself. */
function byCode(
  { failureCode, failureReason }: PullFailure,
  pulled: Pulled,
  { credentialArn }: RegistryCacheRule,
): Diagnosis {
  if (failureCode !== 'UpstreamAccessDenied') {
    return causeOfCode(failureCode, failureReason, pulled);
  }
  return causeFor(credentialArn ? 'UpstreamPathRefused' : 'UpstreamRefusesAnybody', pulled);
}

import type { Alert } from '../alerts/alert.ts';
import type { AppliedChange } from './apply.ts';
import { nameOf } from './change.ts';
import type { CredentialShape } from './credential-value.ts';
import type { Diagnosis, PullFailure } from './pull-failure.ts';
import { newToken, type RuleValidity } from './validate.ts';

/** What people are told of changes that could not be applied; undefined when all of them were. */
export function failureAlert(changes: readonly AppliedChange[]): Alert | undefined {
  const failed = changes.filter(({ outcome }) => outcome === 'failed');
  if (failed.length === 0) return undefined;
  return {
    title: `${failed.length} of ${changes.length} settings of the cache could not be brought in line`,
    where: [...new Set(failed.map(({ prefix }) => prefix))].join(' '),
    severity: 'error',
    lines: [
      ...failed.map((change) => `- ${change.action} ${nameOf(change)}: ${change.error}`),
      'They are tried again on the next run. To try now: npx ecr-steward apply',
    ],
  };
}

/** What people are told of rules that ECR cannot log in with; undefined when there is none. */
export function validityAlert(rules: readonly RuleValidity[]): Alert | undefined {
  const invalid = rules.filter(({ valid }) => valid === false);
  if (invalid.length === 0) return undefined;
  const prefixes = invalid.map(({ prefix }) => prefix);
  return {
    title: `ECR cannot log in for the cache ${prefixes.join(', ')}`,
    where: prefixes.join(' '),
    severity: 'error',
    lines: [
      ...invalid.map((rule) => `- ${rule.prefix}: ${invalidity(rule)}`),
      'Until then cached images are served as they are, and nothing new comes in.',
    ],
  };
}

/** What people are told of credentials that work and are to be seen to; undefined when there is none. */
export function dueAlert(rules: readonly RuleValidity[]): Alert | undefined {
  const due = rules.filter((rule) => rule.due !== undefined);
  if (due.length === 0) return undefined;
  const prefixes = due.map(({ prefix }) => prefix);
  return {
    title: `The credential of the cache ${prefixes.join(', ')} is to be seen to`,
    where: prefixes.join(' '),
    severity: 'warning',
    lines: due.map(({ prefix, due: what = [] }) => `- ${prefix}: ${what.join('; ')}`),
  };
}

/** What people are told of secrets that are not what ECR wants; undefined when all of them are. */
export function shapeAlert(credentials: readonly CredentialShape[]): Alert | undefined {
  const wrong = credentials.flatMap((each) => {
    const why = misshape(each);
    return why === undefined ? [] : [{ secret: each.secret, why }];
  });
  if (wrong.length === 0) return undefined;
  return {
    title: `ECR cannot use ${wrong.length === 1 ? 'a secret' : `${wrong.length} secrets`}`,
    where: wrong.map(({ secret }) => secret).join(' '),
    severity: 'error',
    lines: [
      ...wrong.map(({ secret, why }) => `- ${secret}: ${why}`),
      'Put a right one: npx ecr-steward credential set <prefix of the rule>',
    ],
  };
}

function misshape(shape: CredentialShape): string | undefined {
  if ('unreadable' in shape) return `it could not be read (${shape.unreadable})`;
  if (!shape.isJson) return 'it is no JSON object: {"username": …, "accessToken": …}';
  const missing = [!shape.hasUsername && 'username', !shape.hasAccessToken && 'accessToken'];
  const names = missing.filter((name) => typeof name === 'string');
  return names.length > 0 ? `it lacks ${names.join(' and ')}` : undefined;
}

/** The validities of the changes that were applied, for validityAlert. */
export function validitiesOf(changes: readonly AppliedChange[]): RuleValidity[] {
  return changes.flatMap(({ prefix, validity }) => (validity ? [{ prefix, ...validity }] : []));
}

/** Why a rule's login does not work, and what to do. */
export function invalidity(rule: RuleValidity): string {
  if (rule.valid === true) return 'the login works';
  if (rule.valid === 'unknown') return `could not be validated: ${rule.failure}`;
  const { causes = [], failure, prefix } = rule;
  return `${failure}. ${causes.join('; ') || newToken(prefix)}`;
}

/** What people are told of pulls that fail, once per cause. */
export function pullFailureAlert(failure: PullFailure, { cause, remedy }: Diagnosis): Alert {
  const { prefix, repositoryName, imageTag } = failure;
  return {
    title: `Pulls through the cache ${prefix} fail`,
    where: prefix,
    severity: 'error',
    lines: [
      `- Cause: ${cause}`,
      `- What to do: ${remedy}`,
      `- First seen with ${repositoryName}${imageTag ? `:${imageTag}` : ''}, as ${failure.failureCode}`,
      'More pulls may fail for the same cause: they are not told one by one.',
    ],
  };
}

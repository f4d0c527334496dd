import type { Alert, Cause, Where } from '../alerts/alert.ts';
import type { ScheduledRun } from '../alerts/notifying.ts';
import type { AppliedChange } from './apply.ts';
import { newToken, type RuleValidity } from './credentials/validate.ts';
import type { CredentialShape } from './credentials/value.ts';
import type { Diagnosis } from './failures/causes.ts';
import { causeKey, type PullFailure } from './failures/pull-failure.ts';
import { nameOf } from './kinds.ts';

/** Less than a day: what is still so at the next nightly run is reported again. */
const WINDOW_SECONDS = 20 * 3600;

/** Seconds after which pulls that keep failing are reported again. */
export const PULL_WINDOW_SECONDS = 21_600;

/** The alerts on changes that could not be applied. */
export function failureAlerts(changes: readonly AppliedChange[]): Alert[] {
  const failed = changes.filter(({ outcome }) => outcome === 'failed');
  return failed.map((change) => {
    const { kind, prefix, action, error } = change;
    const repository = kind === 'repository' ? change.repository : undefined;
    const name = nameOf(change);
    return {
      kind: 'cache.rule-failed',
      cause: { id: `cache/setting/${kind}/${name}`, windowSeconds: WINDOW_SECONDS },
      title: `A setting of the cache ${prefix} could not be brought in line`,
      where: { text: name, rule: prefix, ...(repository && { repository }) },
      severity: 'error',
      stands: true,
      what: [`${action} ${name}: ${error}`],
      todo: ['The next run tries again. To try now: npx ecr-steward apply'],
    };
  });
}

/**
 * The alerts on rules whose login upstream fails.
 *
 * @param occasion - The id of the event about the change of a secret, where one caused the alert.
 */
export function validityAlerts(rules: readonly RuleValidity[], occasion?: string): Alert[] {
  return rules.flatMap((rule): Alert[] => {
    if (rule.valid !== false) return [];
    const { prefix, failure, causes = [] } = rule;
    return [
      {
        kind: 'cache.login-failed',
        cause: causeOf('login', prefix, occasion),
        title: `ECR cannot log in for the cache ${prefix}`,
        where: cacheOf(prefix),
        severity: 'error',
        stands: true,
        what: [failure, 'Cached images are still served as they are, and nothing new is imported'],
        todo: causes.length > 0 ? causes : [newToken(prefix)],
      },
    ];
  });
}

/** The alerts on credentials that work and need attention. */
export function dueAlerts(rules: readonly RuleValidity[], occasion?: string): Alert[] {
  return rules.flatMap(({ prefix, due }): Alert[] => {
    if (due === undefined) return [];
    return [
      {
        kind: 'cache.credential-due',
        cause: causeOf('due', prefix, occasion),
        title: `The credential of the cache ${prefix} needs attention`,
        where: cacheOf(prefix),
        severity: 'warning',
        stands: true,
        what: due,
      },
    ];
  });
}

/** What a validation has covered: all rules or, after the change of a secret, only those that use it. */
export function coveredByValidation(
  rules: readonly RuleValidity[],
  { began, all }: { began: Date; all: boolean },
): ScheduledRun {
  const seen = new Map(rules.map((rule) => [rule.prefix, rule]));
  const covers: ScheduledRun['covers'] = ({ rule: prefix = '' }, kind) => {
    const rule = seen.get(prefix);
    if (rule === undefined) return all;
    // What is due is known only of a secret that works and can be described.
    if (kind === 'cache.credential-due') return rule.valid === true && !rule.isSecretUnseen;
    return rule.valid !== 'unknown';
  };
  return { kinds: ['cache.login-failed', 'cache.credential-due'], began, covers };
}

/** The alerts on secrets that do not have the form that ECR expects. */
export function shapeAlerts(credentials: readonly CredentialShape[]): Alert[] {
  return credentials.flatMap((each): Alert[] => {
    const why = misshape(each);
    if (why === undefined) return [];
    return [
      {
        kind: 'cache.credential-shape',
        cause: causeOf('secret', each.secret),
        title: `ECR cannot use the secret ${each.secret}`,
        where: { text: each.secret },
        severity: 'error',
        stands: true,
        what: [why],
        todo: ['Write a valid one: npx ecr-steward credential set <prefix of the rule>'],
      },
    ];
  });
}

/** What a run over secrets has covered. */
export function coveredByShapes(
  credentials: readonly CredentialShape[],
  began: Date,
): ScheduledRun {
  const seen = new Set(credentials.map(({ secret }) => secret));
  return { kinds: ['cache.credential-shape'], began, covers: ({ text }) => seen.has(text) };
}

function causeOf(what: string, name: string, occasion?: string): Cause {
  const id = `cache/${what}/${name}`;
  return { id, windowSeconds: WINDOW_SECONDS, ...(occasion && { occasion }) };
}

function cacheOf(prefix: string): Where {
  return { text: `the cache ${prefix}`, rule: prefix };
}

function misshape(shape: CredentialShape): string | undefined {
  if ('unreadable' in shape) {
    const lacking = shape.lacking ? `: the function lacks ${shape.lacking}` : '';
    return `it could not be read (${shape.unreadable})${lacking}`;
  }
  if (!shape.isJson) return 'it is not a JSON object such as {"username": …, "accessToken": …}';
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
  return `${failure}: ${causes.join('; ') || newToken(prefix)}`;
}

/** The alert on pulls that fail, once per cause. */
export function pullFailureAlert(failure: PullFailure, { cause, remedy }: Diagnosis): Alert {
  const { prefix, repositoryName: repository, imageTag: tag, failureCode } = failure;
  const image = `${repository}${tag ? `:${tag}` : ''}`;
  return {
    kind: 'cache.pull-failed',
    cause: { id: causeKey(failure), windowSeconds: PULL_WINDOW_SECONDS },
    title: `Pulls through the cache ${prefix} fail`,
    where: { ...cacheOf(prefix), repository, ...(tag && { tag }) },
    severity: 'error',
    what: [
      `Cause: ${cause}`,
      `First seen with ${image}, as ${failureCode}`,
      'Further pulls that fail for the same cause are not reported one by one',
    ],
    todo: [remedy],
  };
}

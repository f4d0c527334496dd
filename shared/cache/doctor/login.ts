import { isSamePrefix } from '../../config/schema/prefix.ts';
import type { RegistryCacheRule } from '../../registry/read.ts';
import { loginFailed, roleFix } from '../credentials/login-diagnosis.ts';
import { daysBetween, setCredential } from '../credentials/problems.ts';
import { lookUpCredentialOf, validateRule } from '../credentials/validate.ts';
import { type Case, ruleOf } from './case.ts';
import { broken, ok, type Step, skipped, unknown, unread, type Verdict } from './check.ts';

/** Does the secret of the rule exist, and can ECR read it? Its value is not read here. */
export const credentialStep: Step<Case> = {
  name: 'credential',
  async look(about, at) {
    const rule = await ruleOf(about);
    if (rule === undefined) return skipped('not a cached repository');
    if (!rule.credentialArn) return withoutSecret(rule);
    const secret = rule.credentialArn;
    at(`secretsmanager:DescribeSecret ${secret}`);
    const credential = await lookUpCredentialOf(about, rule, about.declared.rules);
    const { findings = [], lastChanged } = credential ?? {};
    const [unusable] = findings.filter(({ kind }) => kind === 'unusable');
    if (unusable)
      return broken(unusable.what, remedyFor(unusable.remedy ?? unusable.what, about, rule));
    const texts = (wanted: string) =>
      findings.filter(({ kind }) => kind === wanted).map(({ text }) => text);
    if (texts('unread').length > 0) return unread(texts('unread').join('; '));
    if (texts('doubt').length > 0) return unknown(texts('doubt').join('; '));
    const days = lastChanged && daysBetween(lastChanged, new Date());
    const age = days === undefined ? '' : `, last changed ${days} days ago`;
    return ok(`${nameOf(secret)}${age}`, texts('due'));
  },
};

/** IAM is not read, so the role is not checked; the validation shows whether it works. */
function withoutSecret({ customRoleArn }: RegistryCacheRule): Verdict {
  if (!customRoleArn) return skipped('the rule has no credential');
  return unknown(
    `ECR pulls as ${customRoleArn}, which is not checked here: ${roleFix(customRoleArn)}`,
  );
}

/** `credential set` works for the rules of registry.yml; others are fixed with the AWS CLI. */
function remedyFor(
  remedy: string,
  { declared }: Case,
  { ecrRepositoryPrefix: prefix, credentialArn = '' }: RegistryCacheRule,
): string {
  const isDeclared = declared.rules.some(
    (rule) => isSamePrefix(rule.prefix, prefix) && rule.credential !== undefined,
  );
  const set = /^npx ecr-steward credential set [^\s,]+(, then)?/.exec(remedy);
  if (!set || isDeclared) return remedy;
  if (!set[1]) {
    return `aws secretsmanager put-secret-value --secret-id ${nameOf(credentialArn)} --secret-string file://login.json`;
  }
  return (
    'create a secret in this account and region whose name starts with ecr-pullthroughcache/, then: aws ecr ' +
    `update-pull-through-cache-rule --ecr-repository-prefix ${prefix} --credential-arn ARN`
  );
}

/** The ARN ends in the name, a hyphen and six random characters. */
function nameOf(arn: string): string {
  return arn.replace(/^.*:secret:/, '').replace(/-\w{6}$/, '');
}

/** Can ECR log in upstream? */
export const validationStep: Step<Case> = {
  name: 'validation',
  async look(about, at) {
    const rule = await ruleOf(about);
    if (rule === undefined) return skipped('not a cached repository');
    const { ecrRepositoryPrefix: prefix, credentialArn, customRoleArn } = rule;
    if (!credentialArn && !customRoleArn) return skipped('the upstream needs no login');
    at(`ecr:ValidatePullThroughCacheRule ${prefix}`);
    const validity = await validateRule(about.ecr, prefix);
    about.login.works = validity.valid === true;
    if (validity.valid === true) return ok(`ECR can log in to ${rule.upstreamRegistryUrl}`);
    if (validity.valid === 'unknown') return unread(`could not be validated: ${validity.failure}`);
    const remedy = credentialArn
      ? remedyFor(setCredential(prefix), about, rule)
      : roleFix(customRoleArn);
    return broken(loginFailed(validity.failure, remedy).cause, remedy);
  },
};

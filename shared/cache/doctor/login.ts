import { invalidity } from '../alert.ts';
import { daysBetween } from '../credential-problems.ts';
import { lookUpCredentialOf, validateRule } from '../validate.ts';
import { type Case, ruleOf } from './case.ts';
import { broken, ok, type Step, skipped, unknown } from './check.ts';

/** Is the secret of the rule there, and such that ECR can read it? It is not read here. */
export const credentialStep: Step<Case> = {
  name: 'credential',
  async look(about, at) {
    const rule = await ruleOf(about);
    if (!rule?.credentialArn) return skipped(rule ? 'the rule has none' : 'no cache');
    const secret = rule.credentialArn;
    at(`secretsmanager:DescribeSecret ${secret}`);
    const credential = await lookUpCredentialOf(about, rule, about.declared.rules);
    const { findings = [], lastChanged } = credential ?? {};
    const texts = (wanted: string) =>
      findings.filter(({ kind }) => kind === wanted).map(({ text }) => text);
    const unusable = texts('unusable');
    if (unusable.length > 0) {
      const { ecrRepositoryPrefix: prefix } = rule;
      const remedy = `npx ecr-steward credential set ${prefix}, then npx ecr-steward apply`;
      return broken(unusable.join('; '), remedy);
    }
    if (texts('doubt').length > 0) return unknown(texts('doubt').join('; '));
    const days = lastChanged && daysBetween(lastChanged, new Date());
    const age = days === undefined ? '' : `, last changed ${days} days ago`;
    return ok(`${nameOf(secret)}${age}`, texts('due'));
  },
};

/** The ARN ends in the name, a hyphen and six random characters. */
function nameOf(arn: string): string {
  return arn.replace(/^.*:secret:/, '').replace(/-\w{6}$/, '');
}

/** Can ECR log in upstream? */
export const validationStep: Step<Case> = {
  name: 'validation',
  async look(about, at) {
    const rule = await ruleOf(about);
    if (!rule?.credentialArn) return skipped(rule ? 'the rule needs no login' : 'no cache');
    const { ecrRepositoryPrefix: prefix } = rule;
    at(`ecr:ValidatePullThroughCacheRule ${prefix}`);
    const validity = await validateRule(about.ecr, prefix);
    if (validity.valid === true) return ok(`ECR can log in to ${rule.upstreamRegistryUrl}`);
    if (validity.valid === 'unknown') return unknown(invalidity({ prefix, ...validity }));
    const remedy = `npx ecr-steward credential set ${prefix}`;
    return broken(`ECR cannot log in: ${validity.failure}`, remedy);
  },
};

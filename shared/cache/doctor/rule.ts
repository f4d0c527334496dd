import { withoutTrailingSlash } from '../../config/schema/prefix.ts';
import { ROOT_PREFIX } from '../../registry/cached.ts';
import { type RegistryCacheRule, repository } from '../../registry/read.ts';
import { isNotOffered } from '../../runtime/offered.ts';
import type { Pulled } from '../failures/causes.ts';
import { declaredState, differences, observedState } from '../rules/rule.ts';
import { pathDiagnosis, upstreamPath } from '../rules/upstream-path.ts';
import { type Case, type ImageCase, ruleOf } from './case.ts';
import { broken, ok, type Step, skipped, type Verdict } from './check.ts';

/** Which rule fills the repository, and does it match registry.yml? */
export const ruleStep: Step<Case> = {
  name: 'rule',
  async look(about, at) {
    at('ecr:DescribePullThroughCacheRules');
    at('registry.yml');
    const rule = await offeredRule(about);
    if (rule === 'not offered') {
      return broken(notOffered, 'pull the image from its own registry, or from another region');
    }
    if (rule === undefined) return missing(about, at);
    const { ecrRepositoryPrefix: prefix, upstreamRegistryUrl: upstream } = rule;
    return ok(`${prefix} ← ${upstream}`, drift(about, rule));
  },
};

const notOffered = 'ECR has no pull through cache rules in this region or at this endpoint';

async function offeredRule(about: Case): Promise<RegistryCacheRule | 'not offered' | undefined> {
  try {
    return await ruleOf(about);
  } catch (error) {
    if (isNotOffered(error)) return 'not offered';
    throw error;
  }
}

function declaredOf({ declared }: Case, prefix: string) {
  const wanted = withoutTrailingSlash(prefix);
  return declared.rules.find((it) => withoutTrailingSlash(it.prefix) === wanted);
}

function drift(about: Case, rule: RegistryCacheRule): string[] {
  const declared = declaredOf(about, rule.ecrRepositoryPrefix);
  if (declared === undefined) return [];
  // Whether the secret is the declared one is left to the plan, as it needs a look-up by name.
  const state = declaredState(declared, rule.credentialArn);
  const differing = differences(observedState(rule), state);
  if (differing.length === 0) return [];
  return [`the rule differs from registry.yml (${differing.join('; ')}): npx ecr-steward plan`];
}

async function missing(about: Case, at: (what: string) => void): Promise<Verdict> {
  const { name, declared } = about;
  const waiting = declared.rules.find(
    ({ prefix }) => prefix === ROOT_PREFIX || name.startsWith(`${withoutTrailingSlash(prefix)}/`),
  );
  if (waiting !== undefined) {
    const found = `registry.yml declares the rule ${waiting.prefix}, but the registry does not have it`;
    return broken(found, 'npx ecr-steward apply');
  }
  at('ecr:DescribeRepositories');
  if (await repository(about.ecr, name))
    return skipped(`${name} is not a cached repository: no cache rule fills it`);
  const prefixes = (await about.rules()).map(({ ecrRepositoryPrefix }) => ecrRepositoryPrefix);
  const known = prefixes.length === 0 ? 'there is none' : `there are ${prefixes.join(', ')}`;
  const found = `no cache rule matches ${name}, and there is no repository of that name`;
  return broken(found, `start the name with the prefix of a rule: ${known}`);
}

/** Is the path valid for the upstream? Official images of Docker Hub are under `library/`. */
export const pathStep: Step<ImageCase> = {
  name: 'path',
  async look(about, at) {
    const rule = await ruleOf(about);
    if (rule === undefined) return skipped('not a cached repository');
    at(`the path after ${rule.ecrRepositoryPrefix}`);
    const wrong = pathDiagnosis(pulledBy(about, rule), rule);
    if (wrong) return broken(wrong.cause, wrong.remedy);
    return ok(`${upstreamPath(about.name, rule)} of ${rule.upstreamRegistryUrl}`);
  },
};

/** The pull of the image that is diagnosed. */
export function pulledBy({ name, image }: ImageCase, rule: RegistryCacheRule | undefined): Pulled {
  const prefix = rule?.ecrRepositoryPrefix ?? '';
  return { prefix, repositoryName: name, reference: image.reference };
}

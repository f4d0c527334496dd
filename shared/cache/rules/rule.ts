import type { PullThroughCacheRule, UpstreamRegistry } from '@aws-sdk/client-ecr';
import { upstreams } from '../../config/schema/cache/upstreams.ts';
import type { CacheRule } from '../../config/schema/schema.ts';

/** A pull through cache rule without its prefix: the same for a declared and an observed one. */
export interface RuleState {
  upstreamRegistryUrl: string;
  upstreamRegistry?: UpstreamRegistry;
  upstreamRepositoryPrefix?: string;
  credentialArn?: string;
  customRoleArn?: string;
}

/** ECR's own default, which it may or may not write out: nothing to compare, nothing to send. */
const WHOLE_UPSTREAM = 'ROOT';

/** The rule as registry.yml declares it, its secret's name already looked up. */
export function declaredState(rule: CacheRule, credentialArn: string | undefined): RuleState {
  return withoutEmpty({
    upstreamRegistry: rule.upstream,
    upstreamRegistryUrl: upstreams[rule.upstream].url ?? rule.upstreamRegistryUrl ?? '',
    upstreamRepositoryPrefix: rule.upstreamRepositoryPrefix,
    credentialArn,
    customRoleArn: rule.customRoleArn,
  });
}

/** The rule as the registry has it. */
export function observedState(rule: PullThroughCacheRule): RuleState {
  return withoutEmpty({
    upstreamRegistry: rule.upstreamRegistry,
    upstreamRegistryUrl: rule.upstreamRegistryUrl ?? '',
    upstreamRepositoryPrefix: rule.upstreamRepositoryPrefix,
    credentialArn: rule.credentialArn,
    customRoleArn: rule.customRoleArn,
  });
}

type Loose = { [key in keyof RuleState]: RuleState[key] | undefined };

function withoutEmpty(state: Loose & Pick<RuleState, 'upstreamRegistryUrl'>): RuleState {
  const { upstreamRepositoryPrefix: prefix } = state;
  const upstreamRepositoryPrefix = prefix === WHOLE_UPSTREAM ? undefined : prefix;
  const entries = Object.entries({ ...state, upstreamRepositoryPrefix });
  const { upstreamRegistryUrl } = state;
  return { ...Object.fromEntries(entries.filter(([, value]) => value)), upstreamRegistryUrl };
}

/**
 * The fields by which two rules are compared. `upstreamRegistry` is left out: ECR derives it from the URL and may not
 * send it back.
 */
const compared = [
  'upstreamRegistryUrl',
  'upstreamRepositoryPrefix',
  'credentialArn',
  'customRoleArn',
] as const satisfies (keyof RuleState)[];

/** What differs between two rules, each as `key: before → after`; nothing when they are the same. */
export function differences(before: RuleState, after: RuleState): string[] {
  return compared
    .filter((key) => before[key] !== after[key])
    .map((key) => `${key}: ${before[key] ?? 'none'} → ${after[key] ?? 'none'}`);
}

export function sameRule(a: RuleState, b: RuleState): boolean {
  return differences(a, b).length === 0;
}

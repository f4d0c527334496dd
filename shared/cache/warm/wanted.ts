import type { ECRClient } from '@aws-sdk/client-ecr';
import { upstreams } from '../../config/schema/cache/upstreams.ts';
import { withoutTrailingSlash } from '../../config/schema/prefix.ts';
import type { CacheRule } from '../../config/schema/schema.ts';
import { isRange } from '../../config/schema/version-range.ts';
import { ROOT_PREFIX } from '../../registry/cached.ts';
import { offeredCacheRules } from '../../registry/read.ts';
import { StewardError } from '../../runtime/errors.ts';

/** An image that registry.yml declares under `warm:`, with its names in the cache and upstream. */
export interface WantedImage {
  /** Of the rule, as declared, without a trailing slash. */
  prefix: string;
  /** The upstream's host: registry-1.docker.io. */
  upstream: string;
  /** The repository's path upstream. */
  upstreamPath: string;
  /** The repository's name in the cache. */
  repositoryName: string;
  tags: readonly string[];
  ranges: readonly string[];
  /** How many of the highest versions in each range. */
  newest: number;
  /** Undefined: all that the image has. */
  platforms?: readonly string[];
}

/**
 * The images that `warm:` of the rules declares.
 *
 * @param prefixes - Only the rules with these; none: all rules.
 * @throws UnknownPrefixError
 */
export function wantedImages(
  rules: readonly CacheRule[],
  prefixes: readonly string[] = [],
): WantedImage[] {
  const wanted = new Set(prefixes.map(withoutTrailingSlash));
  const known = rules.map(({ prefix }) => withoutTrailingSlash(prefix));
  for (const prefix of wanted) {
    if (!known.includes(prefix)) throw new UnknownPrefixError(prefix, known);
  }
  return rules
    .filter(({ prefix }) => wanted.size === 0 || wanted.has(withoutTrailingSlash(prefix)))
    .flatMap((rule) => (rule.warm ?? []).map((entry) => wantedImage(rule, entry)));
}

function wantedImage(rule: CacheRule, entry: NonNullable<CacheRule['warm']>[number]): WantedImage {
  const { image, tags, newest = 1, platforms } = entry;
  const prefix = withoutTrailingSlash(rule.prefix);
  const above = withoutTrailingSlash(rule.upstreamRepositoryPrefix ?? ROOT_PREFIX);
  return {
    prefix,
    upstream: upstreams[rule.upstream].url ?? rule.upstreamRegistryUrl ?? '',
    upstreamPath: below(above, image),
    repositoryName: below(prefix, image),
    tags: tags.filter((tag) => !isRange(tag)),
    ranges: tags.filter(isRange),
    newest,
    ...(platforms && { platforms }),
  };
}

function below(prefix: string, path: string): string {
  return prefix === ROOT_PREFIX ? path : `${prefix}/${path}`;
}

/**
 * Checks that ECR has the cache rules of the images to warm: without one, the repository of a pull does not exist.
 *
 * @throws MissingRuleError
 */
export async function requireRules(ecr: ECRClient, wanted: readonly WantedImage[]): Promise<void> {
  if (wanted.length === 0) return;
  const existing = (await offeredCacheRules(ecr)).map((rule) => rule.ecrRepositoryPrefix);
  const missing = new Set(
    wanted.map(({ prefix }) => prefix).filter((it) => !existing.includes(it)),
  );
  if (missing.size > 0) throw new MissingRuleError([...missing]);
}

/** registry.yml declares a rule that ECR does not have. */
export class MissingRuleError extends StewardError {
  override name = 'MissingRuleError' as const;

  constructor(prefixes: readonly string[]) {
    super(
      `ECR has no cache rule ${prefixes.join(', ')} yet, which registry.yml declares: npx ecr-steward apply creates ` +
        'what is missing; npx ecr-steward warm PREFIX warms the others',
    );
  }
}

/** A prefix was given for which registry.yml has no cache rule. */
export class UnknownPrefixError extends StewardError {
  override name = 'UnknownPrefixError' as const;

  constructor(prefix: string, known: readonly string[]) {
    super(`registry.yml has no cache rule ${prefix}: it has ${known.join(', ') || 'none'}`);
  }
}

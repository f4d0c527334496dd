import type { SourceDocument } from '../document/document.ts';
import type { Finding } from '../document/finding.ts';
import { isUpstreamName, type UpstreamName, upstreams } from '../schema/cache/upstreams.ts';
import { asFields, type Fields, listOfFields as list } from '../schema/fields.ts';
import { isWithin, withoutTrailingSlash } from '../schema/prefix.ts';
import { baselineChecks } from './baseline.ts';
import { cachedRepositoriesChecks } from './cached-repositories.ts';
import { creationTemplatesChecks, declaredRepositoriesChecks } from './declared-repositories.ts';
import { namingChecks } from './naming.ts';
import { registryChecks } from './registry.ts';
import { retentionChecks } from './retention.ts';
import { scanningChecks } from './scanning.ts';
import { targetChecks } from './target.ts';
import { exampleOf, wrongHost } from './upstream-host.ts';
import { warmChecks } from './warm.ts';

/**
 * What the schema of a single key cannot check: keys that need or exclude each other, names used twice. Works on the
 * file as read, so that these problems are reported together with those of the schema.
 */
export function crossCheck(document: unknown, source: Pick<SourceDocument, 'unquoted'>): Finding[] {
  const naming = asFields(asFields(document).naming);
  const scanning = asFields(asFields(document).scanning);
  const cacheRules = list(asFields(asFields(document).pullThroughCache).rules);
  const templates = list(asFields(document).creationTemplates);
  const cachePath = ['pullThroughCache', 'rules'];
  return [
    ...duplicates(list(naming.repositories), ['naming', 'repositories'], 'rule', asIs),
    ...duplicates(list(naming.tags), ['naming', 'tags'], 'rule', asIs),
    ...namingChecks(naming),
    ...baselineChecks(list(asFields(document).baseline)),
    ...declaredRepositoriesChecks(list(asFields(document).repositories), source),
    ...duplicates(templates, ['creationTemplates'], 'prefix', withoutTrailingSlash),
    ...creationTemplatesChecks(templates, cacheRules, source),
    ...duplicates(list(scanning.rules), ['scanning', 'rules'], 'rule', asIs),
    ...scanningChecks(scanning),
    ...retentionChecks(list(asFields(document).retention)),
    ...duplicates(cacheRules, cachePath, 'prefix', withoutTrailingSlash),
    ...nestedPrefixes(cacheRules, cachePath),
    ...cacheRules.flatMap((rule, index) => cacheRule(rule, [...cachePath, index])),
    ...cacheRules.flatMap((rule, index) =>
      cachedRepositoriesChecks(rule, [...cachePath, index], source),
    ),
    ...registryChecks(asFields(asFields(document).registry), source),
    ...targetChecks(list(asFields(document).targets)),
    ...duplicates(
      list(asFields(asFields(document).alerts).routes),
      ['alerts', 'routes'],
      'owner',
      asIs,
    ),
  ];
}

/** AWS does not document which of two rules ECR takes for a repository that is in both. */
function nestedPrefixes(rules: Fields[], path: PropertyKey[]): Finding[] {
  return rules.flatMap(({ prefix }, index) => {
    const outer = rules.findIndex((other) => isInside(prefix, other.prefix));
    if (outer === -1) return [];
    const message = `"${prefix}" is within ${path.join('.')}[${outer}]: a repository can have one rule only`;
    return [{ path: [...path, index, 'prefix'], message }];
  });
}

function isInside(inner: unknown, outer: unknown): boolean {
  if (typeof inner !== 'string' || typeof outer !== 'string') return false;
  return isWithin(inner, outer) && !isWithin(outer, inner);
}

function cacheRule(rule: Fields, path: PropertyKey[]): Finding[] {
  const upstream = rule.upstream;
  if (!isUpstreamName(upstream)) return [];
  return [
    ...credential(rule, upstream, path),
    ...credentialAge(rule, path),
    ...upstreamUrl(rule, upstream, path),
    ...customRole(rule, upstream, path),
    ...rootPrefix(rule, path),
    ...warmChecks(rule, path),
  ];
}

function credential(rule: Fields, upstream: UpstreamName, path: PropertyKey[]): Finding[] {
  const given = rule.credential !== undefined;
  const { credential: need } = upstreams[upstream];
  if (need === 'required' && !given) {
    const secret = `ecr-pullthroughcache/${upstream}`;
    const message = `${upstream} needs a credential: the name of a secret, such as ${secret}`;
    return [{ path: [...path, 'credential'], message }];
  }
  if (need === 'none' && given) {
    return [
      { path: [...path, 'credential'], message: `${upstream} takes no credential: remove it` },
    ];
  }
  return [];
}

function credentialAge(rule: Fields, path: PropertyKey[]): Finding[] {
  if (rule.credentialMaxAgeDays === undefined || rule.credential !== undefined) return [];
  const message =
    'is the age of a credential, and the rule has no credential: remove it, or name one';
  return [{ path: [...path, 'credentialMaxAgeDays'], message }];
}

function upstreamUrl(rule: Fields, upstream: UpstreamName, path: PropertyKey[]): Finding[] {
  const at = [...path, 'upstreamRegistryUrl'];
  const given = rule.upstreamRegistryUrl;
  if (given === undefined && upstreams[upstream].url === undefined) {
    return [{ path: at, message: `${upstream} needs its host, such as ${exampleOf(upstream)}` }];
  }
  const message = typeof given === 'string' ? wrongHost(upstream, given) : undefined;
  return message === undefined ? [] : [{ path: at, message }];
}

function customRole(rule: Fields, upstream: UpstreamName, path: PropertyKey[]): Finding[] {
  if (rule.customRoleArn === undefined || upstream === 'ecr') return [];
  const message = `only a rule for the upstream ecr takes a role, not one for ${upstream}: remove it`;
  return [{ path: [...path, 'customRoleArn'], message }];
}

function rootPrefix(rule: Fields, path: PropertyKey[]): Finding[] {
  if (rule.prefix !== 'ROOT') return [];
  const upstreamPrefix = rule.upstreamRepositoryPrefix;
  if (upstreamPrefix === undefined || upstreamPrefix === 'ROOT') return [];
  const message = 'may be set only when the prefix is not ROOT: remove it, or name a prefix';
  return [{ path: [...path, 'upstreamRepositoryPrefix'], message }];
}

function duplicates(
  entries: Fields[],
  path: PropertyKey[],
  key: string,
  normal: (value: string) => string,
): Finding[] {
  const first = new Map<string, number>();
  return entries.flatMap((entry, index) => {
    const value = entry[key];
    if (typeof value !== 'string') return [];
    const earlier = first.get(normal(value));
    if (earlier === undefined) {
      first.set(normal(value), index);
      return [];
    }
    const message = `"${value}" is already at ${path.join('.')}[${earlier}]: remove one of them`;
    return [{ path: [...path, index, key], message }];
  });
}

const asIs = (value: string) => value;

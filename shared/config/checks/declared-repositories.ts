import type { SourceDocument } from '../document/document.ts';
import type { Finding } from '../document/finding.ts';
import { isName } from '../patterns/first-match.ts';
import { asFields, type Fields } from '../schema/fields.ts';
import { withoutTrailingSlash } from '../schema/prefix.ts';
import { customRole, settingsChecks, takesOverNothing } from './cached-repositories.ts';
import { twice } from './twice.ts';

/** A name of a repository as ECR takes it (pattern of the API model). */
const repositoryName = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;

/** Names in `repositories:` that ECR refuses, and settings that exclude each other. */
export function declaredRepositoriesChecks(
  entries: readonly Fields[],
  source: Pick<SourceDocument, 'unquoted'>,
): Finding[] {
  return entries.flatMap((entry, index) => {
    const path = ['repositories', index];
    return [
      ...names(entry, path),
      ...ownerTwice(entry, path),
      ...settingsChecks(entry, path, source),
    ];
  });
}

function names({ names: given }: Fields, path: PropertyKey[]): Finding[] {
  const message =
    'ECR creates no such repository: a name has 2 to 256 lower-case letters and digits, with ".", "_", "-" or "/" between them';
  return (Array.isArray(given) ? given : []).flatMap((name: unknown, index) => {
    if (typeof name !== 'string' || name === '' || !isName(name)) return [];
    const isRight = name.length >= 2 && name.length <= 256 && repositoryName.test(name);
    return isRight ? [] : [{ path: [...path, 'names', index], message: `"${name}": ${message}` }];
  });
}

function ownerTwice({ owner, tags }: Fields, path: PropertyKey[]): Finding[] {
  if (owner === undefined || !Object.hasOwn(asFields(tags), 'owner')) return [];
  const message = 'is what owner beside it says already: remove one of them';
  return [{ path: [...path, 'tags', 'owner'], message }];
}

/** Settings in `creationTemplates:` that exclude each other, and prefixes that a cache rule has a template for. */
export function creationTemplatesChecks(
  templates: readonly Fields[],
  cacheRules: readonly Fields[],
  source: Pick<SourceDocument, 'unquoted'>,
): Finding[] {
  return templates.flatMap((template, index) => {
    const path = ['creationTemplates', index];
    return [
      ...settingsChecks(template, path, source),
      ...twice(template.appliedFor, [...path, 'appliedFor']),
      ...customRole(template, path, 'whatever would create one fails'),
      ...takesOverNothing(template, path, ['prefix', 'appliedFor']),
      ...ofCacheRule(template, cacheRules, path),
    ];
  });
}

function ofCacheRule(
  { prefix }: Fields,
  cacheRules: readonly Fields[],
  path: PropertyKey[],
): Finding[] {
  if (typeof prefix !== 'string') return [];
  const rule = cacheRules.findIndex(
    ({ prefix: other, repositories }) =>
      typeof other === 'string' &&
      repositories !== undefined &&
      withoutTrailingSlash(other) === withoutTrailingSlash(prefix),
  );
  if (rule === -1) return [];
  const message = `"${prefix}" has a template by pullThroughCache.rules[${rule}].repositories already, and ECR takes one for a prefix: declare its settings in one place`;
  return [{ path: [...path, 'prefix'], message }];
}

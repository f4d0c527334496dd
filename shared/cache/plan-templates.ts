import { isWithin, withoutTrailingSlash } from '../config/prefix.ts';
import type { CachedRepositories, RegistryConfig } from '../config/schema.ts';
import { ROOT_PREFIX } from '../registry/cached.ts';
import type { RegistryTemplate } from '../registry/read.ts';
import { differing } from '../registry/same.ts';
import { blockedIf, reasonOf, type TemplateChange } from './change.ts';
import type { ObservedCache } from './observe.ts';
import { immutabilityWarning } from './settings.ts';
import { declaredTemplate, isOurs, needsRole, observedTemplate, templateKeys } from './template.ts';

/**
 * What has to change in the repository creation templates: those of the declared rules, then ours that
 * no rule declares any more. Templates that somebody else made for other prefixes are not ours to tell of.
 */
export function planTemplates(
  { rules }: RegistryConfig['pullThroughCache'],
  { templates }: ObservedCache,
): TemplateChange[] {
  if (templates === undefined) return [];
  const existing = new Map(templates.map((each) => [withoutTrailingSlash(each.prefix), each]));
  const planned = rules.flatMap(({ prefix, repositories }) => {
    const name = withoutTrailingSlash(prefix);
    const found = existing.get(name);
    // An empty block says: none of ours, and look for one that is left.
    if (repositories === undefined || Object.keys(repositories).length === 0) return [];
    existing.delete(name);
    return [planDeclared(name, repositories, found, templates)];
  });
  return [...planned, ...[...existing.values()].flatMap(planUndeclared)];
}

function planDeclared(
  prefix: string,
  declared: CachedRepositories,
  existing: RegistryTemplate | undefined,
  all: readonly RegistryTemplate[],
): TemplateChange {
  const before = existing && observedTemplate(existing);
  const after = declaredTemplate(declared, before);
  const foreign = before && !isOurs(before);
  const broken = needsRole(after) ? [breaksPulls] : [];
  const warnings = [
    ...broken,
    ...immutabilityWarning(after.mutability),
    ...longerOnes(prefix, all),
    ...(prefix === ROOT_PREFIX ? [rootIsNotFilled] : []),
  ];
  if (!before) return { kind: 'template', action: 'create', prefix, after, ...reasonOf(warnings) };
  const differences = differing(before, after, templateKeys);
  const base = { kind: 'template', prefix, before } as const;
  if (differences.length === 0) return { ...base, action: 'none', ...reasonOf(warnings) };
  const taken = foreign ? ['made by somebody else, who keeps what is not declared'] : [];
  const reason = [...differences, ...taken, ...warnings].join('; ');
  return { ...base, action: 'update', after, reason, ...blockedIf(broken) };
}

/** Only one that somebody else has made can come to this: registry.yml is refused before. */
const breaksPulls =
  'with its tags or KMS it would break every first pull: set customRoleArn, or delete it';

function planUndeclared(template: RegistryTemplate): TemplateChange[] {
  const before = observedTemplate(template);
  if (!isOurs(before)) return [];
  const reason = 'made by ecr-steward, and no longer in registry.yml (its repositories stay)';
  return [{ kind: 'template', action: 'delete', prefix: template.prefix, before, reason }];
}

const rootIsNotFilled =
  'for new repositories only: those that ROOT has created look like those that are pushed to';

/** The template with the longest prefix counts: one within ours takes repositories away from it. */
function longerOnes(prefix: string, all: readonly RegistryTemplate[]): string[] {
  return all
    .filter((each) => isWithin(each.prefix, prefix) && !isWithin(prefix, each.prefix))
    .filter((each) => each.appliedFor?.includes('PULL_THROUGH_CACHE'))
    .map(
      ({ prefix: longer }) => `repositories under ${longer} are created by a template of its own`,
    );
}

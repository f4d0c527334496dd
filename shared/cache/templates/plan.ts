import { blockedIf, reasonOf } from '../../changes/step.ts';
import { isWithin, withoutTrailingSlash } from '../../config/schema/prefix.ts';
import { ROOT_PREFIX } from '../../registry/cached.ts';
import type { RegistryTemplate } from '../../registry/read.ts';
import { differing } from '../../registry/settings/same.ts';
import {
  declaredTemplate,
  isOurs,
  needsRole,
  observedTemplate,
  type TemplateWords,
  templateKeys,
} from '../../settings/template/template.ts';
import type { TemplateChange } from '../../settings/template/write.ts';
import { oursElsewhere } from '../change.ts';
import type { DeclaredCache } from '../declared.ts';
import type { ObservedCache } from '../observe.ts';
import { immutabilityWarning } from './immutability.ts';

/** What the templates of cache rules are for. */
const pulls = 'PULL_THROUGH_CACHE';

/**
 * What has to change in the repository creation templates: those of the declared rules, those of `creationTemplates:`, then ours that no rule
 * declares, which stay unless `prune` is set: they may belong to another registry.yml. Unmanaged templates for other
 * prefixes are ignored.
 */
export function planTemplates(
  { rules, prune, creationTemplates = [] }: DeclaredCache,
  { templates }: ObservedCache,
): TemplateChange[] {
  if (templates === undefined) return [];
  const existing = new Map(templates.map((each) => [withoutTrailingSlash(each.prefix), each]));
  const planned = rules.flatMap(({ prefix, repositories }) => {
    const name = withoutTrailingSlash(prefix);
    const found = existing.get(name);
    if (repositories === undefined) return [];
    existing.delete(name);
    // An empty block means: none of ours.
    if (Object.keys(repositories).length === 0) return found ? planUndeclared(found, true) : [];
    const words = { ...repositories, appliedFor: [pulls] as const };
    return [planDeclared(name, words, found, templates)];
  });
  const ofOthers = creationTemplates.map(({ prefix, ...words }) => {
    const name = withoutTrailingSlash(prefix);
    const found = existing.get(name);
    existing.delete(name);
    return planDeclared(name, words, found, templates);
  });
  const others = [...existing.values()].flatMap((each) => planUndeclared(each, prune));
  return [...planned, ...ofOthers, ...others];
}

function planDeclared(
  prefix: string,
  declared: TemplateWords & { takeOver?: boolean | undefined },
  existing: RegistryTemplate | undefined,
  all: readonly RegistryTemplate[],
): TemplateChange {
  const before = existing && observedTemplate(existing);
  const after = declaredTemplate(declared, before);
  const foreign = before && !isOurs(before);
  const broken = needsRole(after) ? [createsNothing] : [];
  const fills = declared.appliedFor.includes(pulls);
  const warnings = [
    ...broken,
    ...(fills ? immutabilityWarning(after.mutability) : []),
    ...longerOnes(prefix, declared.appliedFor, all),
    ...(fills && prefix === ROOT_PREFIX ? [rootIsNotFilled] : []),
  ];
  if (!before) return { kind: 'template', action: 'create', prefix, after, ...reasonOf(warnings) };
  const differences = differing(before, after, templateKeys);
  const base = { kind: 'template', prefix, before } as const;
  if (differences.length === 0) return { ...base, action: 'none', ...reasonOf(warnings) };
  const taken = foreign ? ['created manually; what is not declared stays'] : [];
  const reason = [...differences, ...taken, ...warnings].join('; ');
  const obstacles = [...(foreign && !declared.takeOver ? [isOthers] : []), ...broken];
  return { ...base, action: 'update', after, reason, ...blockedIf(obstacles) };
}

const isOthers =
  'the template was created manually: takeOver: true brings it in line, or delete it';

/** Only a template that was created manually can have this: registry.yml with it is refused. */
const createsNothing =
  'its tags or KMS key would make the creation of every repository fail: set customRoleArn, or delete it';

/** @param goes - Ours are deleted, not only reported. */
function planUndeclared(template: RegistryTemplate, goes: boolean): TemplateChange[] {
  const before = observedTemplate(template);
  if (!isOurs(before)) return [];
  const base = { kind: 'template', prefix: template.prefix, before } as const;
  if (!goes) return [{ ...base, action: 'unmanaged', reason: oursElsewhere }];
  const reason = 'created by ecr-steward, no longer in registry.yml (its repositories stay)';
  return [{ ...base, action: 'delete', reason }];
}

const rootIsNotFilled =
  'for new repositories only: existing ones of ROOT look like those that are pushed to';

/** The template with the longest prefix counts: one within ours takes repositories from it. */
function longerOnes(
  prefix: string,
  purposes: TemplateWords['appliedFor'],
  all: readonly RegistryTemplate[],
): string[] {
  return all
    .filter((each) => isWithin(each.prefix, prefix) && !isWithin(prefix, each.prefix))
    .filter(({ appliedFor = [] }) => purposes.some((it) => appliedFor.includes(it)))
    .map(({ prefix: longer }) => `repositories under ${longer} have their own template`);
}

import type { Part } from './parameters.ts';
import { type Json, referencesIn } from './references.ts';
import { type Change, changeProperties, type Resource, type Template } from './template.ts';

/** Removes parts of the stack, with all that exists only for them. */
export function withoutParts(parts: readonly Part[]): Change {
  return (template) => parts.reduce((left, part) => remove(left, belongsTo[part]), template);
}

type Belongs = (id: string, resource: Resource) => boolean;

const isOfCatalog: Belongs = (_, { Type }) => /^AWS::(Glue|Athena)::/.test(Type);

const belongsTo: Readonly<Record<Part, Belongs>> = {
  catalog: isOfCatalog,
  walk: (id, resource) => /^(Inventory|Walk|Deletion)/.test(id) || isOfCatalog(id, resource),
};

/** Of these types, what refers to a removed resource is there for it only. */
const attached = new Set([
  'AWS::Events::Rule',
  'AWS::Lambda::Permission',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Version',
  'AWS::Lambda::Alias',
  'AWS::IAM::RolePolicy',
  'AWS::S3::BucketPolicy',
  'AWS::CloudWatch::Alarm',
]);

function remove(template: Template, belongs: Belongs): Template {
  const roots = Object.entries(template.Resources).filter(([id, it]) => belongs(id, it));
  const gone = new Set(roots.map(([id]) => id));
  const left = detached(template, gone);
  while (addAttached(left, gone));
  const Resources = Object.fromEntries(
    Object.entries(left.Resources).filter(([id]) => !gone.has(id)),
  );
  for (const [id, resource] of Object.entries(Resources)) {
    const [name] = referencesTo(resource, gone);
    if (name) throw new Error(`${id} refers to ${name}, which this stack is made without.`);
  }
  const Outputs = Object.fromEntries(
    Object.entries(left.Outputs ?? {}).filter(
      ([, output]) => !referencesIn(output).some((name) => gone.has(name)),
    ),
  );
  return { ...left, Resources, Outputs };
}

/**
 * A managed policy of several roles stays with the others, and is removed with the last of them. A rule stays where its
 * pattern names what is gone, such as the roles whose own calls start nothing: only its target makes it a rule of it.
 */
function detached(template: Template, gone: Set<string>): Template {
  const policies = changeProperties(template, 'AWS::IAM::ManagedPolicy', (policy) => ({
    ...policy,
    Roles: withoutReferences((policy.Roles as Json | undefined) ?? [], gone),
  }));
  for (const [id, { Type, Properties }] of Object.entries(policies.Resources)) {
    const isOfNone = [Properties?.Roles ?? []].flat().length === 0;
    if (Type === 'AWS::IAM::ManagedPolicy' && isOfNone) gone.add(id);
  }
  return changeProperties(policies, 'AWS::Events::Rule', (rule) => ({
    ...rule,
    ...(rule.EventPattern && { EventPattern: withoutReferences(rule.EventPattern, gone) }),
  }));
}

/** Lists lose the items that are references to what is gone. */
function withoutReferences(node: Json, gone: ReadonlySet<string>): Json {
  if (Array.isArray(node)) {
    return node
      .filter((item) => !isReference(item, gone))
      .map((item) => withoutReferences(item, gone));
  }
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, it]) => [key, withoutReferences(it, gone)]);
  return Object.fromEntries(entries) as Json;
}

function isReference(item: Json, gone: ReadonlySet<string>): boolean {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return false;
  const isOne = Object.keys(item).some((key) => key === 'Ref' || key === 'Fn::GetAtt');
  return isOne && referencesIn(item).some((name) => gone.has(name));
}

function addAttached({ Resources }: Template, gone: Set<string>): boolean {
  const more = Object.entries(Resources).filter(
    ([id, it]) => !gone.has(id) && attached.has(it.Type) && referencesTo(it, gone).length > 0,
  );
  for (const [id] of more) gone.add(id);
  return more.length > 0;
}

function referencesTo(resource: Resource, gone: ReadonlySet<string>): string[] {
  const names = referencesIn((resource.Properties ?? {}) as Json);
  return [...names, ...[resource.DependsOn ?? []].flat()].filter((name) => gone.has(name));
}

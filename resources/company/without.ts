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
  walk: (id, resource) => /^(Inventory|Walk)/.test(id) || isOfCatalog(id, resource),
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

/** A managed policy of several roles stays with the others. */
function detached(template: Template, gone: ReadonlySet<string>): Template {
  return changeProperties(template, 'AWS::IAM::ManagedPolicy', (policy) => ({
    ...policy,
    Roles: ((policy.Roles as Json[] | undefined) ?? []).filter(
      (role) => !referencesIn(role).some((name) => gone.has(name)),
    ),
  }));
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

import type { Service } from './service.ts';
import { childOf, listOf } from './template.ts';

/**
 * The actions that a role of the template is allowed, by its own policies and by those that are attached to it;
 * whatever the resources.
 *
 * @param role its logical id, as a function's `role` in serverless.yml
 */
export function actionsOfRole(service: Pick<Service, 'configuration'>, role: string): string[] {
  return policiesOfRole(service, role).flatMap(allowed);
}

/**
 * The policies of a role: its own, and those that are attached to it. Of conditions only `Fn::Equals` is evaluated: a
 * policy whose condition is false does not apply.
 */
export function policiesOfRole({ configuration }: Pick<Service, 'configuration'>, role: string) {
  const templates = listOf(configuration.resources);
  const conditions = Object.assign({}, ...templates.map((it) => childOf(it, 'Conditions')));
  const resources = templates.flatMap((it) => Object.entries(childOf(it, 'Resources')));
  return resources.flatMap(([logicalId, body]): unknown[] => {
    const properties = childOf(body, 'Properties');
    if (!holds(conditions, (body as { Condition?: string }).Condition)) return [];
    const own = logicalId === role ? listOf(properties.Policies) : [];
    const isFor = [properties.RoleName, ...listOf(properties.Roles)].some(
      (it) => refOf(it) === role,
    );
    return [...own, ...(isFor ? [properties] : [])];
  });
}

function allowed(policy: unknown): string[] {
  const statements = listOf(childOf(policy, 'PolicyDocument').Statement);
  return statements.flatMap((statement) => {
    const { Effect, Action } = statement as { Effect?: string; Action?: string | string[] };
    return Effect === 'Allow' ? listOf(Action).map(String) : [];
  });
}

function holds(conditions: Record<string, unknown>, name: string | undefined): boolean {
  if (name === undefined) return true;
  const [one, other] = listOf(childOf(conditions, name)['Fn::Equals']);
  return String(one) === String(other);
}

function refOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, 'Ref') : undefined;
}

import type { RoleDocuments } from '../../iam/permissions.ts';
import { createConditions, type Holds } from '../conditions.ts';
import type { Resolve } from '../intrinsics.ts';
import type { Service } from '../service.ts';
import { childOf, listOf, readTemplate } from '../template.ts';

/**
 * The policies of a role of the template, with references resolved; `undefined` when it is not there. A permissions
 * boundary counts where it is a policy of the template, too.
 *
 * @param role its logical id, as a function's `role` in serverless.yml
 * @throws StackDefinitionError with the place of a reference that cannot be resolved
 */
export function roleOf(
  service: Service,
  role: string,
  resolve: Resolve,
  holds: Holds,
): RoleDocuments | undefined {
  const path = `resources.Resources.${role}`;
  const { AssumeRolePolicyDocument: trust, PermissionsBoundary } = propertiesOf(service, role);
  if (trust === undefined) return undefined;
  const documents = policiesOfRole(service, role, holds).map((it) => childOf(it, 'PolicyDocument'));
  const bound = Object(PermissionsBoundary).Ref;
  const boundary = propertiesOf(service, String(bound)).PolicyDocument;
  return {
    trust: resolve(trust, path),
    identity: documents.map((it) => resolve(it, path)),
    ...(boundary !== undefined && { boundary: resolve(boundary, path) }),
  };
}

function propertiesOf({ configuration }: Service, logicalId: string): Record<string, unknown> {
  const templates = listOf(configuration.resources).map((it) => childOf(it, 'Resources'));
  const declaring = templates.find((it) => it[logicalId] !== undefined);
  return childOf(childOf(declaring, logicalId), 'Properties');
}

/**
 * The policies of a role: its own, and those that are attached to it. A policy whose condition does not hold does not
 * apply.
 *
 * @param holds by default, conditions compare what is in the template, without parameters
 */
export function policiesOfRole(
  { configuration }: Pick<Service, 'configuration'>,
  role: string,
  holds: Holds = createConditions(
    readTemplate(configuration.resources).conditions,
    (value) => value,
  ),
) {
  const templates = listOf(configuration.resources);
  const resources = templates.flatMap((it) => Object.entries(childOf(it, 'Resources')));
  return resources.flatMap(([logicalId, body]): unknown[] => {
    const properties = childOf(body, 'Properties');
    const { Condition } = body as { Condition?: string };
    if (Condition !== undefined && !holds(Condition, logicalId)) return [];
    const own = logicalId === role ? listOf(properties.Policies) : [];
    const isFor = [properties.RoleName, ...listOf(properties.Roles)].some(
      (it) => refOf(it) === role,
    );
    return [...own, ...(isFor ? [properties] : [])];
  });
}

function refOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, 'Ref') : undefined;
}

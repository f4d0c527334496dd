import { StackDefinitionError } from '../errors.ts';

/** A CloudFormation resource as a template declares it. */
export interface ResourceDeclaration {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** The name of the condition on which it exists; default none. */
  readonly condition?: string;
  /** Logical ids of what has to exist before it. */
  readonly dependsOn: readonly string[];
}

/** The sections of a template; those that it leaves out are empty. */
export interface Template {
  readonly resources: ReadonlyMap<string, ResourceDeclaration>;
  readonly parameters: Section;
  readonly conditions: Section;
  readonly mappings: Section;
  readonly outputs: Section;
}

type Section = Readonly<Record<string, unknown>>;

/**
 * Reads a parsed template.
 *
 * @throws StackDefinitionError for a resource without a `Type`, and for one that depends on what is not declared
 */
export function readTemplate(template: unknown): Template {
  const declared = childOf(template, 'Resources');
  const resources = Object.entries(declared).map(
    ([id, body]) => [id, readResource(id, body, declared)] as const,
  );
  return {
    resources: new Map(resources),
    parameters: childOf(template, 'Parameters'),
    conditions: childOf(template, 'Conditions'),
    mappings: childOf(template, 'Mappings'),
    outputs: childOf(template, 'Outputs'),
  };
}

function readResource(logicalId: string, body: unknown, declared: Section): ResourceDeclaration {
  const path = `Resources.${logicalId}`;
  const { Type: type, Condition: condition, DependsOn } = asObject(body);
  if (typeof type !== 'string') throw new StackDefinitionError(path, 'has no Type');
  const dependsOn = listOf(DependsOn).map(String);
  const missing = dependsOn.find((id) => !Object.hasOwn(declared, id));
  if (missing !== undefined) {
    throw new StackDefinitionError(`${path}.DependsOn`, `there is no resource ${missing}`);
  }
  return {
    ...{ type, dependsOn, properties: childOf(body, 'Properties') },
    ...(condition !== undefined && { condition: String(condition) }),
  };
}

/** One, several or none: a list. */
export function listOf(value: unknown): unknown[] {
  return [value ?? []].flat();
}

/** The object under a key of an object; else an empty one. */
export function childOf(value: unknown, key: string): Record<string, unknown> {
  return asObject(asObject(value)[key]);
}

function asObject(value: unknown): Record<string, unknown> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : {};
}

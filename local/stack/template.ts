import { StackDefinitionError } from './errors.ts';

/** A CloudFormation resource as a template declares it. */
export interface ResourceDeclaration {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** The name of the condition on which it exists; default none. */
  readonly condition?: string;
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
 * Reads a template, or several, which are merged: `resources:` of serverless.yml may be a list of them.
 *
 * @throws StackDefinitionError for a resource without a `Type`.
 */
export function readTemplate(section: unknown): Template {
  const templates = listOf(section);
  const merged = (key: string) =>
    Object.assign({}, ...templates.map((template) => childOf(template, key)));
  const resources = Object.entries(merged('Resources'));
  return {
    resources: new Map(resources.map(([id, body]) => [id, readResource(id, body)])),
    parameters: merged('Parameters'),
    conditions: merged('Conditions'),
    mappings: merged('Mappings'),
    outputs: merged('Outputs'),
  };
}

function readResource(logicalId: string, body: unknown): ResourceDeclaration {
  const { Type: type, Condition: condition } = asObject(body);
  if (typeof type !== 'string') {
    throw new StackDefinitionError(`Resources.${logicalId}`, 'has no Type');
  }
  const properties = childOf(body, 'Properties');
  return { type, properties, ...(condition !== undefined && { condition: String(condition) }) };
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

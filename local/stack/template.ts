import { StackDefinitionError } from './errors.ts';

/** A CloudFormation resource as a template declares it. */
export interface ResourceDeclaration {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly resources: ReadonlyMap<string, ResourceDeclaration>;
  /** Defaults of the parameters that have one. */
  readonly parameters: ReadonlyMap<string, unknown>;
}

/**
 * Reads `resources:` of a service: one template, or a list of templates, which are merged.
 *
 * @throws StackDefinitionError for a resource without a `Type`.
 */
export function readTemplate(section: unknown): Template {
  const templates = listOf(section);
  const resources = templates.flatMap((template) => Object.entries(childOf(template, 'Resources')));
  const parameters = templates.flatMap((template) =>
    Object.entries(childOf(template, 'Parameters')),
  );
  return {
    resources: new Map(resources.map(([id, body]) => [id, readResource(id, body)])),
    parameters: new Map(
      parameters
        .filter(([, body]) => Object.hasOwn(asObject(body), 'Default'))
        .map(([id, body]) => [id, asObject(body).Default]),
    ),
  };
}

function readResource(logicalId: string, body: unknown): ResourceDeclaration {
  const type = asObject(body).Type;
  if (typeof type === 'string') return { type, properties: childOf(body, 'Properties') };
  throw new StackDefinitionError(`resources.Resources.${logicalId}`, 'has no Type');
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

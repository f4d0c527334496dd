import { StackDefinitionError } from '../errors.ts';
import { createConditions } from './conditions.ts';
import { createDependencies, type Dependencies } from './dependencies.ts';
import { createResolver, type Holds, type References, type Resolve } from './intrinsics.ts';
import { kinds, type StackResource } from './kinds.ts';
import { outputsOf } from './outputs.ts';
import { type ParameterValue, parameterValues } from './parameters.ts';
import type { Place } from './place.ts';
import { readTemplate, type Template } from './template.ts';

/** A resource of a stack, with references in its properties resolved. */
export interface DeclaredResource extends StackResource {
  readonly logicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A template as CloudFormation would carry it out: what its conditions leave, with names, ARNs and values. */
export interface DeclaredStack {
  readonly name: string;
  /** By logical id, in the order of the template. */
  readonly resources: Readonly<Record<string, DeclaredResource>>;
  /** The values of its outputs by name. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Resolves references to its resources. */
  readonly resolve: Resolve;
  readonly holds: Holds;
}

export interface StackToDeclare {
  /** Its name, `<service>-<stage>`. */
  readonly name: string;
  /** The parsed template. */
  readonly template: Readonly<Record<string, unknown>>;
  /** Values of the template's parameters; by default their defaults. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/**
 * Resolves a template. Names that it does not set are `<stack>-<logical id in lower case>`. Nothing is created.
 *
 * @throws StackDefinitionError with the place of a reference that cannot be resolved, a type that does not exist
 *   locally, or a parameter whose value is not allowed
 */
export function declareStack(stack: StackToDeclare, place: Place): DeclaredStack {
  const template = readTemplate(stack.template);
  const parameters = parameterValues(template.parameters, stack.parameters);
  const dependencies = createDependencies();
  const { resolve, make, holds } = resolverOf(
    template,
    { parameters, stackName: stack.name, place },
    dependencies,
  );
  const resources = [...template.resources].flatMap(([logicalId, { properties, dependsOn }]) => {
    const resource = make(logicalId);
    if (!resource) return [];
    const resolved = dependencies.of(logicalId, () => {
      for (const other of dependsOn) dependencies.refersTo(other);
      return Object(resolve(properties, `Resources.${logicalId}.Properties`));
    });
    return [[logicalId, { ...resource, logicalId, properties: resolved }] as const];
  });
  dependencies.check();
  return {
    name: stack.name,
    resources: Object.fromEntries(resources),
    outputs: outputsOf(template.outputs, resolve, holds),
    resolve,
    holds,
  };
}

interface Given {
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  readonly stackName: string;
  readonly place: Place;
}

function resolverOf(
  template: Template,
  { parameters, stackName, place }: Given,
  dependencies: Dependencies,
) {
  const { mappings } = template;
  const made = new Map<string, StackResource>();
  const inWork = new Set<string>();
  const pseudo = pseudoParameters(place, stackName);
  const values = (name: string) => pseudo[name] ?? parameters.get(name);
  const known = [...parameters.keys()];
  const withoutResources = {
    ref: values,
    attribute: () => undefined,
    names: () => known,
    mappings,
  };
  const holds = createConditions(template.conditions, createResolver(withoutResources));

  /** Named on the first reference, and so in the order of dependencies, as in CloudFormation. */
  function make(logicalId: string): StackResource | undefined {
    const earlier = made.get(logicalId);
    const declaration = template.resources.get(logicalId);
    if (earlier || !declaration) return earlier;
    const path = `Resources.${logicalId}`;
    const { type, properties, condition } = declaration;
    if (condition !== undefined && !holds(condition, path)) return undefined;
    if (inWork.has(logicalId)) throw new StackDefinitionError(path, 'its name depends on itself');
    inWork.add(logicalId);
    const kind = kinds[type];
    if (!kind) throw new StackDefinitionError(path, `${type} is not supported locally`);
    const property = (name: string) => resolve(properties[name], `${path}.Properties.${name}`);
    const defaultName = `${stackName}-${logicalId.toLowerCase()}`;
    const resource = dependencies.of(logicalId, () => {
      const given = kind.nameProperty === undefined ? undefined : property(kind.nameProperty);
      const name = given === undefined ? defaultName : String(given);
      return { type, name, ...kind.place(name, place, { type, property }) };
    });
    made.set(logicalId, resource);
    return resource;
  }

  const references: References = {
    ref(name) {
      dependencies.refersTo(name);
      return values(name) ?? make(name)?.ref;
    },
    attribute(name, attribute) {
      dependencies.refersTo(name);
      const resource = make(name);
      if (!resource) return undefined;
      const attributes = kinds[resource.type]?.attributes?.(resource, place);
      if (attributes) return attributes[attribute];
      return attribute.endsWith('Arn') ? resource.arn : undefined;
    },
    names: () => [...template.resources.keys(), ...known],
    missing: (name) => (made.has(name) ? undefined : template.resources.get(name)?.condition),
    holds,
    mappings,
  };
  const resolve = createResolver(references);
  return { resolve, make, holds };
}

function pseudoParameters(place: Place, stackName: string): Readonly<Record<string, string>> {
  const { region, accountId } = place;
  return {
    'AWS::Region': region,
    'AWS::AccountId': accountId,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/local`,
  };
}

import type { LocalAws } from '../aws.ts';
import { createConditions, type Holds } from './conditions.ts';
import { StackDefinitionError } from './errors.ts';
import { createResolver, type References, type Resolve } from './intrinsics.ts';
import { outputsOf } from './outputs.ts';
import { parameterValues } from './parameters.ts';
import { declarePolicy } from './rights/resource-policies.ts';
import type { Service } from './service.ts';
import { type Place, type StackResource, storageKinds, subscribeQueues } from './storage.ts';
import { readTemplate } from './template.ts';

interface NamedFunction {
  /** Its key in serverless.yml. */
  readonly key: string;
  readonly name: string;
  /** Default false. */
  readonly durable?: boolean;
}

/** The alias that the framework creates for a durable function, and its triggers use. */
export const DURABLE_ALIAS = 'durable';

export interface ProvisionedResources {
  /** By logical id. */
  readonly resources: Readonly<Record<string, StackResource>>;
  readonly resolve: Resolve;
  /** The conditions of the template. */
  readonly holds: Holds;
  /** The values of the template's outputs by name. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Resolves when all of them can be used. */
  readonly ready: Promise<unknown>;
}

/**
 * Creates the template's buckets, topics, queues and tables in the local AWS, and gives every other resource a
 * plausible name, so that references to it resolve. Names that the template does not set are
 * `<service>-<stage>-<logical id in lower case>`. A resource whose condition does not hold is not made.
 *
 * @param given values of the template's parameters
 * @throws StackDefinitionError with the place of a reference that cannot be resolved, or with a parameter whose value
 *   is not allowed.
 */
export function provision(
  aws: LocalAws,
  service: Service,
  functions: readonly NamedFunction[],
  given: Readonly<Record<string, string>> = {},
): ProvisionedResources {
  const template = readTemplate(service.configuration.resources);
  const parameters = parameterValues(template.parameters, given);
  const generated = generatedResources(aws, service, functions);
  const made = new Map<string, StackResource>(generated);
  const inWork = new Set<string>();
  const ready: Promise<void>[] = [];
  const pseudo = pseudoParameters(aws, service);
  const { mappings } = template;
  const values = (name: string) => pseudo[name] ?? parameters.get(name);
  const holds = createConditions(
    template.conditions,
    createResolver({
      ref: values,
      attribute: () => undefined,
      names: () => [...parameters.keys()],
      mappings,
    }),
  );
  const names = [...template.resources.keys(), ...parameters.keys(), ...generated.keys()];

  /** Created on the first reference, and so in the order of dependencies, as in CloudFormation. */
  function make(logicalId: string): StackResource | undefined {
    const known = made.get(logicalId);
    const declaration = template.resources.get(logicalId);
    if (known || !declaration) return known;
    const path = `resources.Resources.${logicalId}`;
    if (declaration.condition !== undefined && !holds(declaration.condition, path))
      return undefined;
    if (inWork.has(logicalId)) throw new StackDefinitionError(path, 'its name depends on itself');
    inWork.add(logicalId);
    const { type, properties } = declaration;
    const kind = storageKinds[type];
    const given = kind && resolve(properties[kind.nameProperty], `${path}.${kind.nameProperty}`);
    const name = typeof given === 'string' ? given : defaultName(service, logicalId);
    const { ready: usable, ...place }: Place =
      kind?.create(aws, name, properties) ?? elsewhere(aws, type, name);
    if (usable) ready.push(usable);
    const resource = { type, name, ...place };
    made.set(logicalId, resource);
    return resource;
  }

  const references: References = {
    ref: (name) => values(name) ?? make(name)?.ref,
    attribute(name, attribute) {
      const resource = make(name);
      if (!resource) return undefined;
      const kind = storageKinds[resource.type];
      if (kind) return kind.attributes(resource, aws)[attribute];
      return attribute.endsWith('Arn') ? resource.arn : `${resource.name}-${attribute}`;
    },
    names: () => names,
    missing: (name) => (made.has(name) ? undefined : template.resources.get(name)?.condition),
    holds,
    mappings,
  };
  const resolve = createResolver(references);

  for (const [logicalId, declaration] of template.resources) {
    const resource = make(logicalId);
    if (!resource) continue;
    const properties = () =>
      Object(resolve(declaration.properties, `resources.Resources.${logicalId}`));
    declarePolicy(aws, resource, properties);
    if (!declaration.type.startsWith('AWS::SNS::')) continue;
    subscribeQueues(aws, { ...declaration, properties: properties() }, resource);
  }
  const outputs = outputsOf(template.outputs, resolve, holds);
  return {
    resources: Object.fromEntries(made),
    resolve,
    holds,
    outputs,
    ready: Promise.all(ready),
  };
}

/**
 * Resources that the framework adds to the template and that can be referenced: functions, their log groups, the
 * role.
 */
function generatedResources(
  aws: LocalAws,
  service: Service,
  functions: readonly NamedFunction[],
): Map<string, StackResource> {
  const role = elsewhere(aws, 'AWS::IAM::Role', defaultName(service, 'role'));
  const made = new Map<string, StackResource>([
    ['IamRoleLambdaExecution', { type: 'AWS::IAM::Role', name: role.ref, ...role }],
  ]);
  for (const { key, name, durable } of functions) {
    const arn = functionArn(aws, name);
    made.set(`${logicalName(key)}LambdaFunction`, {
      type: 'AWS::Lambda::Function',
      name,
      arn,
      ref: name,
    });
    if (durable) {
      const alias = `${arn}:${DURABLE_ALIAS}`;
      const place = { name: DURABLE_ALIAS, arn: alias, ref: alias };
      made.set(`${logicalName(key)}DurableLambdaAlias`, { type: 'AWS::Lambda::Alias', ...place });
    }
    const group = `/aws/lambda/${name}`;
    const groupArn = `arn:aws:logs:${aws.region}:${aws.accountId}:log-group:${group}:*`;
    const type = 'AWS::Logs::LogGroup';
    made.set(`${logicalName(key)}LogGroup`, { type, name: group, arn: groupArn, ref: group });
  }
  return made;
}

/** The framework's mapping of a function's key to its logical id. */
function logicalName(key: string): string {
  const plain = key.replaceAll('-', 'Dash').replaceAll('_', 'Underscore');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

export function functionArn(
  { region, accountId }: Pick<LocalAws, 'region' | 'accountId'>,
  name: string,
): string {
  return `arn:aws:lambda:${region}:${accountId}:function:${name}`;
}

/** A resource that is not created locally: references to it get a name of the right form. */
function elsewhere(aws: LocalAws, type: string, name: string): { arn: string; ref: string } {
  const [, service = 'custom', kind = 'resource'] = type.toLowerCase().split('::');
  const place = service === 'iam' ? `:${aws.accountId}` : `${aws.region}:${aws.accountId}`;
  const typed = service === 'iam' || service === 'kms' ? `${kind}/${name}` : name;
  return { arn: `arn:aws:${service}:${place}:${typed}`, ref: name };
}

function defaultName({ name, stage }: Service, logicalId: string): string {
  return `${name}-${stage}-${logicalId.toLowerCase()}`;
}

function pseudoParameters(aws: LocalAws, { name, stage }: Service): Record<string, string> {
  return {
    'AWS::Region': aws.region,
    'AWS::AccountId': aws.accountId,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': `${name}-${stage}`,
    'AWS::StackId': `arn:aws:cloudformation:${aws.region}:${aws.accountId}:stack/${name}-${stage}/local`,
  };
}

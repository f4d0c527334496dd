import type { Json } from '../company/references.ts';

/** A packaged template, as far as it is changed here. */
export interface Packaged {
  Resources: Record<string, { Type: string; Properties?: { [key: string]: Json } }>;
  Outputs: Record<string, Json>;
  Parameters: Record<string, Json>;
  [section: string]: unknown;
}

/** The stage and the region that are packaged, and stand in the template for any. */
export const STAGE = 'stage';
export const REGION = 'eu-west-1';

/**
 * The template of a prebuilt release: for any account, region, stage and name of a stack. The code of functions is named
 * by files beside it, which `aws cloudformation package` uploads.
 *
 * @param packaged - The template that the framework has made for STAGE in REGION.
 * @param version - Of the release.
 */
export function prebuilt(packaged: Packaged, version: string): Packaged {
  const { Resources, Outputs, Parameters, ...sections } = packaged;
  const resources = withoutDeployment(Resources).map(([id, it]) => [id, withLocalCode(it)]);
  const named = asAnyStack({
    Resources: Object.fromEntries(resources),
    Outputs: Object.fromEntries(withoutDeployment(Outputs)),
  });
  return {
    ...sections,
    Description: `ecr-steward ${version}: event-driven housekeeping for Amazon ECR`,
    Parameters: { Stage: stage, ...Parameters },
    ...(named as Pick<Packaged, 'Resources' | 'Outputs'>),
  };
}

/** Without the bucket that the framework deploys from. */
function withoutDeployment<Part>(parts: Record<string, Part>): [string, Part][] {
  return Object.entries(parts).filter(([id]) => !/^ServerlessDeploymentBucket/.test(id));
}

const stage: Json = {
  Type: 'String',
  Default: 'prod',
  AllowedPattern: '[a-z0-9]{1,20}',
  Description:
    'A word for what the stack is for, in every alert and in the name of the database of the inventory.',
};

type Resource = Packaged['Resources'][string];

function withLocalCode(resource: Resource): Resource {
  const { Type, Properties = {} } = resource;
  if (Type !== 'AWS::Lambda::Function') return resource;
  const { S3Key: key } = Properties.Code as { S3Key: string };
  const { Environment } = Properties as { Environment: { Variables: { [name: string]: Json } } };
  const Variables = { ...Environment.Variables, STAGE: { Ref: 'Stage' } };
  const Code = `./${key.slice(key.lastIndexOf('/') + 1)}`;
  return { ...resource, Properties: { ...Properties, Code, Environment: { Variables } } };
}

/** The names that the framework makes of service and stage, as names of whatever stack it becomes. */
function asAnyStack(node: Json): Json {
  if (Array.isArray(node)) return node.map(asAnyStack);
  if (typeof node === 'string') return nameless(node) ?? node;
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === 'Fn::Sub' ? inSub(value) : asAnyStack(value),
    ]),
  );
}

function nameless(text: string): Json | undefined {
  const changed = replaced(text);
  return changed === text ? undefined : { 'Fn::Sub': changed };
}

function inSub(value: Json): Json {
  if (Array.isArray(value)) {
    const [text = '', variables = {}] = value;
    return [inSub(text), asAnyStack(variables)];
  }
  return replaced(String(value));
}

function replaced(text: string): string {
  return text
    .replaceAll(`ecr-steward-${STAGE}-${REGION}-`, `\${AWS::StackName}-\${AWS::Region}-`)
    .replaceAll(`ecr-steward-${STAGE}`, `\${AWS::StackName}`)
    .replaceAll(`ecr_steward_${STAGE}`, `ecr_steward_\${Stage}`);
}

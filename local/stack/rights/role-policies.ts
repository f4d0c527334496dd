import type { RoleDocuments } from '../../iam/permissions.ts';
import { StackDefinitionError } from '../errors.ts';
import type { DeclaredResource, DeclaredStack } from '../template/resources.ts';
import { childOf, listOf } from '../template/template.ts';

/**
 * The policies of a role of the stack: its own, and those that are attached to it. A permissions boundary counts
 * where it is a policy of the stack, too.
 *
 * @throws StackDefinitionError for a managed policy that is neither in the stack nor known here
 */
export function documentsOf(stack: DeclaredStack, role: DeclaredResource): RoleDocuments {
  const { AssumeRolePolicyDocument: trust, PermissionsBoundary } = role.properties;
  const boundary = policyByArn(stack, PermissionsBoundary);
  return {
    trust,
    identity: policiesOf(stack, role),
    ...(boundary !== undefined && { boundary }),
  };
}

/** The documents of all policies that a role has. */
export function policiesOf(stack: DeclaredStack, role: DeclaredResource): unknown[] {
  const { Policies, ManagedPolicyArns } = role.properties;
  const inline = listOf(Policies).map((policy) => childOf(policy, 'PolicyDocument'));
  const named = listOf(ManagedPolicyArns).map((arn, at) => {
    const document = policyByArn(stack, arn) ?? ofAws[nameOfAwsPolicy(arn)];
    if (document !== undefined) return document;
    const path = `Resources.${role.logicalId}.Properties.ManagedPolicyArns[${at}]`;
    throw new StackDefinitionError(path, `the policy ${arn} is not known locally`);
  });
  const attached = Object.values(stack.resources)
    .filter(({ type, properties }) => {
      if (!/^AWS::IAM::(RolePolicy|Policy|ManagedPolicy)$/.test(type)) return false;
      return [properties.RoleName, ...listOf(properties.Roles)].includes(role.ref);
    })
    .map(({ properties }) => properties.PolicyDocument);
  return [...inline, ...named, ...attached];
}

function policyByArn({ resources }: DeclaredStack, arn: unknown): unknown {
  const all = Object.values(resources);
  const policy = all.find((it) => it.type === 'AWS::IAM::ManagedPolicy' && it.arn === arn);
  return policy?.properties.PolicyDocument;
}

function nameOfAwsPolicy(arn: unknown): string {
  return /^arn:aws:iam::aws:policy\/service-role\/(\w+)$/.exec(String(arn))?.[1] ?? '';
}

/** Policies of AWS's own. */
const ofAws: Readonly<Record<string, object>> = {
  AWSLambdaBasicExecutionRole: {
    Statement: {
      Effect: 'Allow',
      Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: '*',
    },
  },
};

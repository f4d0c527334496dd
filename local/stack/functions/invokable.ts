import type { LocalAws } from '../../aws.ts';
import { functionArn, splitFunction } from '../template/arns.ts';
import type { DeclaredResource, DeclaredStack } from '../template/resources.ts';
import { parseShape, shapes } from '../template/shapes.ts';

/**
 * Declares who may invoke which function, version or alias (`AWS::Lambda::Permission`): together they are the
 * resource policy of each.
 */
export function declareInvocations(aws: LocalAws, { resources }: DeclaredStack): void {
  const granted = Object.values(resources)
    .filter(({ type }) => type === 'AWS::Lambda::Permission')
    .map((permission) => grant(aws, permission));
  for (const [arn, statements] of Map.groupBy(granted, ({ Resource }) => Resource)) {
    aws.permissions.declareResource(arn, { Version: '2012-10-17', Statement: statements });
  }
}

/** The statement that Lambda makes of a permission. */
function grant(aws: LocalAws, { logicalId, properties }: DeclaredResource) {
  const path = `Resources.${logicalId}.Properties`;
  const { Action, FunctionName, Principal, SourceArn, SourceAccount } = parseShape(
    shapes.permission,
    properties,
    path,
  );
  const { name, qualifier } = splitFunction(FunctionName);
  const arn = functionArn(aws, name);
  const isService = Principal.endsWith('.amazonaws.com');
  return {
    Effect: 'Allow',
    Action,
    Principal: isService ? { Service: Principal } : { AWS: Principal },
    Resource: qualifier === undefined ? arn : `${arn}:${qualifier}`,
    Condition: {
      ...(SourceArn !== undefined && { ArnLike: { 'aws:SourceArn': SourceArn } }),
      ...(SourceAccount !== undefined && { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
    },
  };
}

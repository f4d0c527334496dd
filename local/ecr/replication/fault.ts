import type { FaultInjector } from '../../http/fault-injector.ts';
import type { Registry } from '../model/registry.ts';

const serviceRole =
  'aws-service-role/replication.ecr.amazonaws.com/AWSServiceRoleForECRReplication';

/**
 * What a fault on `ecr:ReplicateImage` makes of a copy that arrives: the failure code, or `undefined` when it
 * comes through. That is an action of policies, not an operation that a client can call.
 */
export function replicationFault(
  { accountId }: Registry,
  faults: FaultInjector,
): string | undefined {
  const { error, drop } = faults.judge({
    service: 'ecr',
    operation: 'ReplicateImage',
    principalArn: `arn:aws:iam::${accountId}:role/${serviceRole}`,
    resource: '*',
  });
  return error?.name ?? (drop && 'InternalFailure');
}

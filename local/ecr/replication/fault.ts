import type { FaultInjector } from '../../http/fault-injector.ts';
import type { Registry } from '../model/registry.ts';

const serviceRole =
  'aws-service-role/replication.ecr.amazonaws.com/AWSServiceRoleForECRReplication';

/**
 * The failure code that a fault on `ecr:ReplicateImage` gives a copy, or `undefined` if it does not fail.
 * ReplicateImage is an action in policies, not an operation that a client can call.
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

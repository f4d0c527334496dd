import { accessDenied } from '../http/errors.ts';
import { principalArn } from '../service/principal.ts';
import { byName, type JsonService, type Operation, textMember } from '../service/service.ts';
import { imageOperations } from './images/operations.ts';
import { referrerOperations } from './images/referrer-operations.ts';
import { storageClassOperations } from './images/storage-class-operations.ts';
import { previewOperations } from './lifecycle/preview-operations.ts';
import type { Ecr } from './model/ecr.ts';
import { policyOf, type Registry, repositoryArn } from './model/registry.ts';
import { policyOperations } from './policies/operations.ts';
import { accountSettingOperations } from './registry/account-settings.ts';
import { registryOperations } from './registry/operations.ts';
import { pullTimeExclusionOperations } from './registry/pull-time-exclusions.ts';
import { backfillOperations } from './replication/backfill-operations.ts';
import { replicationOperations } from './replication/operations.ts';
import { repositoryOperations } from './repositories/operations.ts';
import { ruleOperations } from './rules/operations.ts';
import type { PullThrough } from './rules/pull-through.ts';
import { scanningConfigurationOperations } from './scanning/configuration-operations.ts';
import { scanOperations } from './scanning/scan-operations.ts';
import { signingOperations } from './signing/operations.ts';
import { refuseWrites } from './synthetic/read-only.ts';
import { templateOperations } from './templates/operations.ts';

/**
 * ECR's API.
 *
 * @param endpoint where clients reach it
 * @param layers the operations on layers, whose content the registry stores
 * @param readOnly are the repositories synthetic?
 */
export function ecrService(
  ecr: Ecr,
  endpoint: string,
  pullThrough: PullThrough,
  layers: readonly Operation[],
  readOnly = false,
): JsonService {
  const operations = [
    ...repositoryOperations(ecr),
    ...imageOperations(ecr, pullThrough),
    ...policyOperations(ecr),
    ...ruleOperations(ecr),
    ...registryOperations(ecr, endpoint),
    ...templateOperations(ecr),
    ...previewOperations(ecr),
    ...storageClassOperations(ecr),
    ...scanningConfigurationOperations(ecr),
    ...scanOperations(ecr),
    ...replicationOperations(ecr),
    ...backfillOperations(ecr),
    ...signingOperations(ecr),
    ...referrerOperations(ecr),
    ...accountSettingOperations(ecr),
    ...pullTimeExclusionOperations(ecr),
    ...layers,
  ];
  return {
    name: 'ecr',
    target: 'AmazonEC2ContainerRegistry_V20150921',
    messageMember: 'message',
    operations: byName(
      operations
        .map((operation) => (readOnly ? refuseWrites(operation) : operation))
        .map((operation) => inOwnRegistry(operation, ecr.registry)),
    ),
    resourceOf: (input) => resourceOf(ecr.registry, input),
    subjectOf: (input) => resourceOf(ecr.registry, input) ?? '*',
    policyOf: (arn) => policyOf(ecr.registry, arn),
    recorded: (_part, value) => withoutBytes(value),
  };
}

/** CloudTrail records the upload of a layer part without its content. */
function withoutBytes(value: object): object {
  const { layerPartBlob: _, ...rest } = value as Record<string, unknown>;
  return rest;
}

/** Registries of other accounts cannot be reached: AWS does not reveal their content. */
function inOwnRegistry(operation: Operation, registry: Registry): Operation {
  return {
    ...operation,
    call: (input, caller) => {
      const id = textMember(input, 'registryId') ?? registry.accountId;
      if (id === registry.accountId || !/^\d{12}$/.test(id)) return operation.call(input, caller);
      const action = `ecr:${operation.name}`;
      const resource = resourceOf({ ...registry, accountId: id }, input) ?? '*';
      const why = `because no resource-based policy allows the ${action} action`;
      throw accessDenied(principalArn(caller), action, resource, why);
    },
  };
}

/** The repository of a request, which CloudTrail names among the resources; cache rules are not named there. */
function resourceOf(registry: Registry, input: unknown): string | undefined {
  const name = textMember(input, 'repositoryName');
  return name === undefined ? textMember(input, 'resourceArn') : repositoryArn(registry, name);
}

import type {
  DeleteLifecyclePolicyResponse,
  GetLifecyclePolicyResponse,
  GetRegistryPolicyResponse,
  GetRepositoryPolicyResponse,
} from '@aws-sdk/client-ecr';
import { z } from 'zod';
import { AwsError } from '../../http/errors.ts';
import { declareOperations, type Operation } from '../../service/service.ts';
import { invalidInput, repositoryLacks } from '../errors.ts';
import { storedPolicyText } from '../lifecycle/policy.ts';
import type { Ecr } from '../model/ecr.ts';
import type { Registry } from '../model/registry.ts';
import type { Repository } from '../model/repository.ts';
import { accountSetting } from '../registry/account-settings.ts';
import { requireRepository } from '../repositories/repositories.ts';
import { inRegistry, inRepository, lifecyclePolicyText, policyText } from '../schemas.ts';
import { checkPolicyDocument } from './document.ts';

const { read, write } = declareOperations(invalidInput);

/** Repository policies, lifecycle policies and the registry policy. */
export function policyOperations({ registry }: Ecr): Operation[] {
  return [...repositoryPolicy(registry), ...lifecyclePolicy(registry), ...registryPolicy(registry)];
}

function repositoryPolicy(registry: Registry): Operation[] {
  const view = (repository: Repository) => {
    const text = repository.policyText;
    if (text === undefined) throw repositoryLacks('Repository policy', registry, repository);
    return {
      ...ownerOf(registry, repository),
      policyText: text,
    } satisfies GetRepositoryPolicyResponse;
  };
  const set = inRepository.extend({ policyText, force: z.boolean().optional() });
  return [
    write('SetRepositoryPolicy', set, (input) => {
      const repository = requireRepository(registry, input.repositoryName);
      checkPolicyDocument(input.policyText, 'repository');
      repository.policyText = input.policyText;
      return view(repository);
    }),
    read('GetRepositoryPolicy', inRepository, (input) =>
      view(requireRepository(registry, input.repositoryName)),
    ),
    write('DeleteRepositoryPolicy', inRepository, (input) => {
      const repository = requireRepository(registry, input.repositoryName);
      const deleted = view(repository);
      repository.policyText = undefined;
      return deleted;
    }),
  ];
}

function lifecyclePolicy(registry: Registry): Operation[] {
  const view = (repository: Repository) => {
    const text = repository.lifecyclePolicyText;
    if (text === undefined) throw repositoryLacks('Lifecycle policy', registry, repository);
    return {
      ...ownerOf(registry, repository),
      lifecyclePolicyText: text,
    } satisfies GetLifecyclePolicyResponse;
  };
  return [
    write('PutLifecyclePolicy', inRepository.extend({ lifecyclePolicyText }), (input) => {
      const repository = requireRepository(registry, input.repositoryName);
      repository.lifecyclePolicyText = storedPolicyText(input.lifecyclePolicyText);
      repository.lifecycleEvaluatedAt = undefined;
      return view(repository);
    }),
    read('GetLifecyclePolicy', inRepository, (input) => {
      const repository = requireRepository(registry, input.repositoryName);
      return {
        ...view(repository),
        lastEvaluatedAt: evaluatedAt(repository),
      } satisfies GetLifecyclePolicyResponse;
    }),
    write('DeleteLifecyclePolicy', inRepository, (input) => {
      const repository = requireRepository(registry, input.repositoryName);
      const deleted = { ...view(repository), lastEvaluatedAt: evaluatedAt(repository) };
      repository.lifecyclePolicyText = undefined;
      return deleted satisfies DeleteLifecyclePolicyResponse;
    }),
  ];
}

function registryPolicy(registry: Registry): Operation[] {
  const view = () => {
    if (registry.policyText === undefined) {
      throw new AwsError(
        'RegistryPolicyNotFoundException',
        `Registry policy does not exist in the registry with id '${registry.accountId}'`,
      );
    }
    return {
      registryId: registry.accountId,
      policyText: registry.policyText,
    } satisfies GetRegistryPolicyResponse;
  };
  return [
    write('PutRegistryPolicy', z.object({ policyText }), (input) => {
      const isOld = accountSetting(registry, 'REGISTRY_POLICY_SCOPE') === 'V1';
      checkPolicyDocument(input.policyText, isOld ? 'registry of scope V1' : 'registry');
      registry.policyText = input.policyText;
      return view();
    }),
    read('GetRegistryPolicy', inRegistry, view),
    write('DeleteRegistryPolicy', inRegistry, () => {
      const deleted = view();
      registry.policyText = undefined;
      return deleted;
    }),
  ];
}

/** A policy that has never run has the epoch as its last run, as in the AWS CLI's examples. */
function evaluatedAt({ lifecycleEvaluatedAt }: Repository): Date {
  return lifecycleEvaluatedAt ?? new Date(0);
}

function ownerOf(registry: Registry, repository: Repository) {
  return { registryId: registry.accountId, repositoryName: repository.name };
}

import type {
  CreateRepositoryResponse,
  DeleteRepositoryResponse,
  DescribeRepositoriesResponse,
  PutImageScanningConfigurationResponse,
  PutImageTagMutabilityResponse,
} from '@aws-sdk/client-ecr';
import { z } from 'zod';
import { takePage } from '../../service/pages.ts';
import { declareOperations, type Operation } from '../../service/service.ts';
import { invalidInput, invalidToken } from '../errors.ts';
import type { Ecr } from '../model/ecr.ts';
import { refusePagingWith } from '../paging.ts';
import {
  encryption,
  inRegistry,
  inRepository,
  mutability,
  paging,
  repositoryName,
  resourceTags,
  scanning,
} from '../schemas.ts';
import {
  createRepository,
  deleteRepository,
  requireRepository,
  tagMutability,
} from './repositories.ts';
import { mergeTags } from './resource-tags.ts';
import { mutabilityView, repositoryView } from './views.ts';

const { read, write } = declareOperations(invalidInput);

export function repositoryOperations(ecr: Ecr): Operation[] {
  const { registry } = ecr;
  return [
    write('CreateRepository', newRepository, (input) => {
      const repository = createRepository(ecr, {
        name: input.repositoryName,
        mutability: tagMutability(input.imageTagMutability, filtersOf(input)),
        scanOnPush: input.imageScanningConfiguration?.scanOnPush,
        encryption: input.encryptionConfiguration,
        tags: mergeTags(new Map(), input.tags ?? []),
      });
      return {
        repository: repositoryView(registry, repository),
      } satisfies CreateRepositoryResponse;
    }),
    read('DescribeRepositories', describedRepositories, (input) => {
      const names = input.repositoryNames;
      refusePagingWith('repositoryNames', names, input);
      const { items, ...rest } = names
        ? { items: names.map((name) => requireRepository(registry, name)) }
        : takePage({
            scope: 'DescribeRepositories',
            token: input.nextToken,
            limit: input.maxResults ?? 100,
            from: (after) => registry.repositories.after(after),
            key: (repository) => repository.name,
            invalid: invalidToken,
          });
      const repositories = items.map((repository) => repositoryView(registry, repository));
      return { repositories, ...rest } satisfies DescribeRepositoriesResponse;
    }),
    write('DeleteRepository', inRepository.extend({ force: z.boolean().optional() }), (input) => {
      const repository = deleteRepository(ecr, input.repositoryName, input.force);
      return {
        repository: repositoryView(registry, repository),
      } satisfies DeleteRepositoryResponse;
    }),
    write('PutImageTagMutability', inRepository.extend(mutability), (input) => {
      const repository = requireRepository(registry, input.repositoryName);
      repository.mutability = tagMutability(input.imageTagMutability, filtersOf(input));
      return {
        registryId: registry.accountId,
        repositoryName: repository.name,
        ...mutabilityView(repository.mutability),
      } satisfies PutImageTagMutabilityResponse;
    }),
    write('PutImageScanningConfiguration', scannedRepository, (input) => {
      const repository = requireRepository(registry, input.repositoryName);
      repository.scanOnPush = input.imageScanningConfiguration.scanOnPush ?? false;
      return {
        registryId: registry.accountId,
        repositoryName: repository.name,
        imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
      } satisfies PutImageScanningConfigurationResponse;
    }),
  ];
}

const newRepository = inRepository.extend({
  tags: resourceTags.optional(),
  ...mutability,
  imageTagMutability: mutability.imageTagMutability.optional(),
  imageScanningConfiguration: scanning.optional(),
  encryptionConfiguration: encryption.optional(),
});

const describedRepositories = inRegistry.extend({
  repositoryNames: z.array(repositoryName).min(1).max(100).optional(),
  ...paging,
});

const scannedRepository = inRepository.extend({ imageScanningConfiguration: scanning });

function filtersOf(input: {
  imageTagMutabilityExclusionFilters?: readonly { filter: string }[] | undefined;
}): string[] {
  return (input.imageTagMutabilityExclusionFilters ?? []).map(({ filter }) => filter);
}

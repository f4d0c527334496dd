import type {
  DescribeImageReplicationStatusResponse,
  DescribeRegistryResponse,
  PutReplicationConfigurationResponse,
  ReplicationConfiguration,
} from '@aws-sdk/client-ecr';
import { z } from 'zod';
import { declareOperations, type Operation } from '../../service/service.ts';
import { invalidInput } from '../errors.ts';
import { requireImage } from '../images/ids.ts';
import type { Ecr } from '../model/ecr.ts';
import type { Registry } from '../model/registry.ts';
import { requireRepository } from '../repositories/repositories.ts';
import { imageId, inRepository } from '../schemas.ts';
import { checkRules } from './rules.ts';
import { destination } from './schemas.ts';

const { read, write } = declareOperations(invalidInput);

/** Replication of images to other regions and accounts. */
export function replicationOperations({ registry }: Ecr): Operation[] {
  return [
    write('PutReplicationConfiguration', newConfiguration, (input) => {
      const { rules } = input.replicationConfiguration;
      checkRules(registry, rules);
      registry.replicationRules = rules;
      return {
        replicationConfiguration: configurationView(registry),
      } satisfies PutReplicationConfigurationResponse;
    }),
    read('DescribeRegistry', z.object({}), () => {
      return {
        registryId: registry.accountId,
        replicationConfiguration: configurationView(registry),
      } satisfies DescribeRegistryResponse;
    }),
    read('DescribeImageReplicationStatus', inRepository.extend({ imageId }), (input) => {
      const repository = requireRepository(registry, input.repositoryName);
      const image = requireImage(registry, repository, input.imageId);
      return {
        repositoryName: repository.name,
        imageId: { ...input.imageId, imageDigest: image.digest },
        replicationStatuses: Array.from(image.replications?.values() ?? [], (it) => ({ ...it })),
      } satisfies DescribeImageReplicationStatusResponse;
    }),
  ];
}

const filter = z.object({
  filter: z
    .string()
    .min(2)
    .max(256)
    .regex(/^(?:[a-z0-9]+(?:[._-][a-z0-9]*)*\/)*[a-z0-9]*(?:[._-][a-z0-9]*)*$/),
  filterType: z.enum(['PREFIX_MATCH']),
});

const rule = z.object({
  destinations: z.array(destination).max(100),
  repositoryFilters: z.array(filter).min(1).max(100).optional(),
});

const newConfiguration = z.object({
  replicationConfiguration: z.object({ rules: z.array(rule).max(10) }),
});

function configurationView({ replicationRules }: Registry): ReplicationConfiguration {
  return {
    rules: replicationRules.map(({ destinations, repositoryFilters }) => ({
      destinations: [...destinations],
      ...(repositoryFilters && { repositoryFilters: [...repositoryFilters] }),
    })),
  };
}

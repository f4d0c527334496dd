import type {
  DeleteSigningConfigurationResponse,
  DescribeImageSigningStatusResponse,
  GetSigningConfigurationResponse,
  PutSigningConfigurationResponse,
} from '@aws-sdk/client-ecr';
import { z } from 'zod';
import { AwsError } from '../../http/errors.ts';
import { declareOperations, type Operation } from '../../service/service.ts';
import { invalidInput } from '../errors.ts';
import { requireImage } from '../images/ids.ts';
import type { Ecr } from '../model/ecr.ts';
import type { Registry } from '../model/registry.ts';
import { requireRepository } from '../repositories/repositories.ts';
import { imageId, inRepository } from '../schemas.ts';

const { read, write } = declareOperations(invalidInput);

/** Managed signing: signatures that ECR creates when an image is pushed. */
export function signingOperations({ registry }: Ecr): Operation[] {
  return [
    write('PutSigningConfiguration', newConfiguration, (input) => {
      registry.signingRules = input.signingConfiguration.rules;
      return {
        signingConfiguration: configurationView(registry),
      } satisfies PutSigningConfigurationResponse;
    }),
    read('GetSigningConfiguration', z.object({}), () => {
      return {
        registryId: registry.accountId,
        signingConfiguration: configurationView(registry),
      } satisfies GetSigningConfigurationResponse;
    }),
    write('DeleteSigningConfiguration', z.object({}), () => {
      const signingConfiguration = configurationView(registry);
      registry.signingRules = undefined;
      return {
        registryId: registry.accountId,
        signingConfiguration,
      } satisfies DeleteSigningConfigurationResponse;
    }),
    read('DescribeImageSigningStatus', inRepository.extend({ imageId }), (input) => {
      const repository = requireRepository(registry, input.repositoryName);
      const image = requireImage(registry, repository, input.imageId);
      return {
        repositoryName: repository.name,
        imageId: { ...input.imageId, imageDigest: image.digest },
        registryId: registry.accountId,
        signingStatuses: Array.from(image.signings?.values() ?? [], (it) => ({ ...it })),
      } satisfies DescribeImageSigningStatusResponse;
    }),
  ];
}

const filter = z.object({
  filter: z
    .string()
    .min(1)
    .max(256)
    .regex(/^(?:[a-z0-9*]+(?:[._-][a-z0-9*]+)*\/)*[a-z0-9*]+(?:[._-][a-z0-9*]+)*$/),
  filterType: z.enum(['WILDCARD_MATCH']),
});

const rule = z.object({
  signingProfileArn: z
    .string()
    .max(200)
    .regex(/^arn:aws(-[a-z]+)*:signer:[a-z0-9-]+:[0-9]{12}:\/signing-profiles\/[a-zA-Z0-9_]{2,}$/),
  repositoryFilters: z.array(filter).min(1).max(100).optional(),
});

const newConfiguration = z.object({
  signingConfiguration: z.object({ rules: z.array(rule).max(10) }),
});

/** @throws AwsError `SigningConfigurationNotFoundException` */
function configurationView({ accountId, signingRules }: Registry) {
  if (!signingRules) {
    throw new AwsError(
      'SigningConfigurationNotFoundException',
      `The signing configuration does not exist in the registry with id '${accountId}'`,
    );
  }
  return {
    rules: signingRules.map(({ signingProfileArn, repositoryFilters }) => ({
      signingProfileArn,
      ...(repositoryFilters && { repositoryFilters: [...repositoryFilters] }),
    })),
  };
}

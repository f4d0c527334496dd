import type {
  GetAuthorizationTokenResponse,
  ListTagsForResourceResponse,
} from '@aws-sdk/client-ecr';
import { z } from 'zod';
import { declareOperations, type Operation } from '../../service/service.ts';
import { invalidInput } from '../errors.ts';
import type { Ecr } from '../model/ecr.ts';
import { registryHost } from '../model/registry.ts';
import { mergeTags, repositoryByArn } from '../repositories/resource-tags.ts';
import { resourceTags } from '../schemas.ts';
import { issueToken } from './tokens.ts';

const { read, write } = declareOperations(invalidInput);

/** @param endpoint where clients reach this AWS and its registry. */
export function registryOperations(ecr: Ecr, endpoint: string): Operation[] {
  const { registry } = ecr;
  return [
    read(
      'GetAuthorizationToken',
      z.object({ registryIds: registryIds.optional() }),
      (_, caller) => {
        const { password, expiresAt } = issueToken(registry, caller, ecr.now());
        return {
          authorizationData: [
            {
              authorizationToken: Buffer.from(`AWS:${password}`).toString('base64'),
              expiresAt,
              proxyEndpoint:
                ecr.world.proxyEndpoint === 'ecr' ? `https://${registryHost(registry)}` : endpoint,
            },
          ],
        } satisfies GetAuthorizationTokenResponse;
      },
    ),
    write('TagResource', onResource.extend({ tags: resourceTags }), (input) => {
      const { tags } = repositoryByArn(registry, input.resourceArn);
      for (const [key, value] of mergeTags(tags, input.tags)) tags.set(key, value);
      return {};
    }),
    write('UntagResource', onResource.extend({ tagKeys: z.array(z.string()) }), (input) => {
      const { tags } = repositoryByArn(registry, input.resourceArn);
      for (const key of input.tagKeys) tags.delete(key);
      return {};
    }),
    read('ListTagsForResource', onResource, (input) => {
      const { tags } = repositoryByArn(registry, input.resourceArn);
      const listed = [...tags].map(([Key, Value]) => ({ Key, Value }));
      return { tags: listed } satisfies ListTagsForResourceResponse;
    }),
  ];
}

const onResource = z.object({ resourceArn: z.string() });

const registryIds = z
  .array(z.string().regex(/^[0-9]{12}$/))
  .min(1)
  .max(10);

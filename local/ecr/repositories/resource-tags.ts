import { AwsError } from '../../http/errors.ts';
import { invalidParameter } from '../errors.ts';
import { type Registry, repositoryArn } from '../model/registry.ts';
import type { Repository } from '../model/repository.ts';
import { requireRepository } from './repositories.ts';

/** Limits of AWS resource tags (Amazon ECR user guide, "Tag restrictions"). */
const limits = { tags: 50, key: 128, value: 256 };

/**
 * @returns the tags, including the new ones
 * @throws AwsError `InvalidTagParameterException`, `TooManyTagsException`
 */
export function mergeTags(
  tags: ReadonlyMap<string, string>,
  added: readonly { Key: string; Value: string }[],
): Map<string, string> {
  const merged = new Map(tags);
  for (const { Key: key, Value: value } of added) {
    if (key.length < 1 || key.length > limits.key || value.length > limits.value) {
      throw invalidTag(
        `A tag key must have 1 to ${limits.key} characters, its value at most ${limits.value}.`,
      );
    }
    if (/^aws:/i.test(key)) throw invalidTag('Tag keys that start with aws: are reserved.');
    merged.set(key, value);
  }
  if (merged.size > limits.tags) {
    throw new AwsError(
      'TooManyTagsException',
      `A repository can have at most ${limits.tags} tags.`,
    );
  }
  return merged;
}

function invalidTag(message: string): AwsError {
  return new AwsError('InvalidTagParameterException', message);
}

/** @throws AwsError `InvalidParameterException`, `RepositoryNotFoundException` */
export function repositoryByArn(registry: Registry, arn: string): Repository {
  const prefix = repositoryArn(registry, '');
  if (!arn.startsWith(prefix)) throw invalidParameter('resourceArn', 'Invalid ARN');
  return requireRepository(registry, arn.slice(prefix.length));
}

import {
  type ECRClient,
  ListTagsForResourceCommand,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr';
import { origin, requireVariable } from '../runtime/environment.ts';

/** The owner of a repository, by a resource tag; undefined when it has no such tag, or does not exist any more. */
export type OwnerOf = (repository: string) => Promise<string | undefined>;

/** Owners by the resource tag with this key. */
export type Owners = (ownerTag: string) => OwnerOf;

/** Owners in the registry of the stack, by one call for each repository. */
export function ownersIn(ecr: ECRClient): Owners {
  return ownersReading(async (_repository, resourceArn) => {
    const { tags = [] } = await ecr.send(new ListTagsForResourceCommand({ resourceArn }));
    return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  });
}

/**
 * The same, where something else reads the resource tags of a repository, as a walk does. Asks for each repository once.
 *
 * @param read - The tags by their keys. May throw RepositoryNotFoundException.
 */
export function ownersReading(
  read: (repository: string, arn: string) => Promise<Readonly<Record<string, string>>>,
): Owners {
  return (ownerTag) => {
    const known = new Map<string, Promise<string | undefined>>();
    const lookUp = async (repository: string) => {
      try {
        const tags = Object.entries(await read(repository, arnOf(repository)));
        return tags.find(([key]) => key === ownerTag)?.[1];
      } catch (error) {
        if (error instanceof RepositoryNotFoundException) return undefined;
        throw error;
      }
    };
    return (repository) => {
      const owner = known.get(repository) ?? lookUp(repository);
      known.set(repository, owner);
      return owner;
    };
  };
}

/** Its partition is that of the stack's topic: exact in each partition, whatever regions the SDK knows. */
function arnOf(repository: string): string {
  const { account, region } = origin();
  const [, partition] = requireVariable('ALERT_TOPIC_ARN').split(':');
  return `arn:${partition}:ecr:${region}:${account}:repository/${repository}`;
}

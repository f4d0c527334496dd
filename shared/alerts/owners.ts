import {
  DescribeRepositoriesCommand,
  type ECRClient,
  ListTagsForResourceCommand,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr';

/** The owner of a repository, by a resource tag; undefined when it has no such tag, or does not exist any more. */
export type OwnerOf = (repository: string) => Promise<string | undefined>;

/** Owners by the resource tag with this key. */
export type Owners = (ownerTag: string) => OwnerOf;

/** Looks each repository up once, by two calls: ListTagsForResource wants its ARN. */
export function ownersIn(ecr: ECRClient): Owners {
  return (ownerTag) => {
    const known = new Map<string, Promise<string | undefined>>();
    return (repository) => {
      const owner = known.get(repository) ?? lookUp(ecr, ownerTag, repository);
      known.set(repository, owner);
      return owner;
    };
  };
}

async function lookUp(ecr: ECRClient, ownerTag: string, repository: string) {
  try {
    const resourceArn = await arnOf(ecr, repository);
    const { tags = [] } = await ecr.send(new ListTagsForResourceCommand({ resourceArn }));
    return tags.find(({ Key }) => Key === ownerTag)?.Value;
  } catch (error) {
    if (error instanceof RepositoryNotFoundException) return undefined;
    throw error;
  }
}

async function arnOf(ecr: ECRClient, repository: string): Promise<string | undefined> {
  const input = { repositoryNames: [repository] };
  const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand(input));
  return repositories[0]?.repositoryArn;
}

import {
  DescribeRepositoriesCommand,
  type ECRClient,
  ListTagsForResourceCommand,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr';

/** Whose repository it is, by a resource tag; undefined when nobody says so, or it is gone. */
export type OwnerOf = (repository: string) => Promise<string | undefined>;

/** Whose repositories are, by a resource tag of theirs. */
export type Owners = (ownerTag: string) => OwnerOf;

/** Looks each repository up once: two calls, as the tags of a repository are asked for by its ARN. */
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

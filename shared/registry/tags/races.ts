import { ImageNotFoundException, RepositoryNotFoundException } from '@aws-sdk/client-ecr';

/**
 * What `work` comes to, or undefined when the repository or image that it reads is gone meanwhile:
 * between a list and a look at each of its items, that is a race and not an error.
 */
export async function unlessGone<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RepositoryNotFoundException) return undefined;
    if (error instanceof ImageNotFoundException) return undefined;
    throw error;
  }
}

import { ImageNotFoundException, RepositoryNotFoundException } from '@aws-sdk/client-ecr';

/**
 * The result of `work`, or undefined when the repository or image that it reads does not exist any more: between
 * listing and reading, that is a race and not an error.
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

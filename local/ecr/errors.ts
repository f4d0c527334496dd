import { AwsError } from '../http/errors.ts';
import type { Violation } from '../service/validation.ts';

/** ECR's exceptions, with its own messages where they are known. */

/** The part of a registry and a repository that exceptions name. */
type Registry = { readonly accountId: string };
type Repository = { readonly name: string };

export function invalidParameter(path: string, constraint: string): AwsError {
  return new AwsError(
    'InvalidParameterException',
    `Invalid parameter at '${path}' failed to satisfy constraint: '${constraint}'`,
  );
}

/** ECR reports only the first violated constraint. */
export function invalidInput([first]: readonly [Violation, ...Violation[]]): AwsError {
  return invalidParameter(first.path, first.constraint);
}

export function invalidToken(): AwsError {
  return invalidParameter('nextToken', 'must be a token that this operation returned');
}

/** A role that a rule or a template names has to be in the registry's account. */
export function requireOwnRole(registry: Registry, role: string): void {
  if (new RegExp(`^arn:aws(?:-[a-z]+)*:iam::${registry.accountId}:role/`).test(role)) return;
  throw invalidParameter('customRoleArn', 'must be a role in the account of the registry');
}

export function repositoryNotFound(registry: Registry, name: string): AwsError {
  return new AwsError(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${registry.accountId}'`,
  );
}

export function repositoryAlreadyExists(registry: Registry, name: string): AwsError {
  return new AwsError(
    'RepositoryAlreadyExistsException',
    `The repository with name '${name}' already exists in the registry with id '${registry.accountId}'`,
  );
}

export function repositoryNotEmpty(registry: Registry, name: string): AwsError {
  return new AwsError(
    'RepositoryNotEmptyException',
    `The repository with name '${name}' in registry with id '${registry.accountId}' cannot be deleted because it still contains images`,
  );
}

/** @param what `Repository policy` → `RepositoryPolicyNotFoundException` */
export function repositoryLacks(
  what: 'Repository policy' | 'Lifecycle policy',
  registry: Registry,
  repository: Repository,
): AwsError {
  const name = what === 'Repository policy' ? 'RepositoryPolicy' : 'LifecyclePolicy';
  return new AwsError(
    `${name}NotFoundException`,
    `${what} does not exist for the repository with name '${repository.name}' in the registry with id '${registry.accountId}'`,
  );
}

export function imageNotFound(
  registry: Registry,
  repository: Repository,
  id: { imageDigest?: string | undefined; imageTag?: string | undefined },
): AwsError {
  const quoted = `{imageDigest:'${id.imageDigest ?? 'null'}', imageTag:'${id.imageTag ?? 'null'}'}`;
  return new AwsError(
    'ImageNotFoundException',
    `The image with imageId ${quoted} does not exist within the repository with name '${repository.name}' in the registry with id '${registry.accountId}'`,
  );
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceededException', message);
}

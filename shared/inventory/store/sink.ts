import type { RegistryImage, RegistryRepository } from '../../registry/read.ts';
import type { RepositoryCount } from '../summary/count.ts';

/**
 * Receives what is read of a registry, as it is read. Repositories come one after the other, in the order in which
 * they were given, so that the same registry always makes the same files.
 */
export interface InventorySink {
  /** A page of a repository's images. Reading waits for the promise: a slow sink holds it back. */
  images(repository: RegistryRepository, page: readonly RegistryImage[]): void | Promise<void>;
  /** Called after all images of the repository. */
  repository(repository: RegistryRepository, count: RepositoryCount): void | Promise<void>;
}

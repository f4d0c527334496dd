import type { ECRClient } from '@aws-sdk/client-ecr';
import type { RegistryRepository } from '../../registry/read.ts';
import { PartlyReadError } from '../unread.ts';
import { type ReadOptions, visitRepositories } from './read.ts';
import type { NamedVisit } from './visits.ts';

/** An attempt to read all: what visits have gathered in one that failed does not count. */
export interface Attempt<Result> {
  visits: readonly NamedVisit[];
  /** Called when all were read. */
  result(): Result;
}

/**
 * Reads repositories in one process, as a command does: one that cannot be read fails it, and so does a visit. A
 * repository that is deleted while it is read does not: then all begins anew.
 *
 * @throws the error of the first repository that cannot be read, in the order of names.
 */
export async function readWhole<Result>(
  ecr: ECRClient,
  list: () => AsyncIterable<RegistryRepository>,
  begin: () => Attempt<Result>,
  options?: ReadOptions,
): Promise<Result> {
  for (;;) {
    const { visits, result } = begin();
    try {
      const { failed, failedVisits } = await visitRepositories(ecr, list(), visits, options);
      const [first] = [...failed, ...failedVisits];
      if (first) throw first.error;
      return result();
    } catch (error) {
      if (!(error instanceof PartlyReadError)) throw error;
      if (error.cause !== undefined) throw error.cause;
    }
  }
}

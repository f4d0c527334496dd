import { isOfRepository } from '../walk/unread.ts';
import { whyOf } from '../walk/why.ts';
import type { UnreadFact } from './facts.ts';

/** Collects what AWS refuses to tell. */
export interface UnreadFacts {
  /**
   * The result of `work`, or undefined where AWS refuses it.
   *
   * @throws what concerns all calls: expired credentials, an AWS that does not answer, and defects of ours.
   */
  unlessRefused<Result>(
    what: string,
    work: Promise<Result>,
    repository?: string,
  ): Promise<Result | undefined>;
  add(what: string, error: unknown, repository?: string): void;
  all(): UnreadFact[];
}

export function collectUnread(): UnreadFacts {
  const found = new Map<string, { error: string; repositories: string[] }>();
  const add = (what: string, error: unknown, repository?: string) => {
    const known = found.get(what) ?? { error: whyOf(error), repositories: [] };
    found.set(what, known);
    if (repository !== undefined) known.repositories.push(repository);
  };
  return {
    add,
    async unlessRefused(what, work, repository) {
      try {
        return await work;
      } catch (error) {
        if (!isOfRepository(error)) throw error;
        add(what, error, repository);
        return undefined;
      }
    },
    all: () =>
      [...found].map(([what, { error, repositories }]) => ({
        ...{ what, error },
        repositories: repositories.toSorted(),
      })),
  };
}

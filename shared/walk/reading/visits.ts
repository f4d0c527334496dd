import type { RegistryImage, RegistryRepository } from '../../registry/read.ts';
import type { RepositoryVisit, SliceVisit } from '../visitor.ts';

/** A visit of some repositories, by its visitor. */
export interface NamedVisit {
  visitor: string;
  /** See `Visitor`, as for the next. */
  onlyTagged?: boolean | undefined;
  handsOn?: boolean | undefined;
  visit: Pick<SliceVisit<unknown>, 'repository'>;
}

/** A visitor failed at a repository. */
export interface FailedVisit {
  visitor: string;
  repository: string;
  error: unknown;
}

/** All visits of one repository. One that fails takes no further part in it, and does not stop the others. */
export interface RepositoryVisits {
  /** Which images are to be read: undefined where none of the visits needs them. */
  filter: { imageStatus: 'ANY'; tagStatus?: 'TAGGED' } | undefined;
  /** The visitors that need them. */
  needing: string[];
  images(page: readonly RegistryImage[]): Promise<void>;
  /** All images were seen. */
  end(): Promise<void>;
  /** The images could not be read: only visits that do not need them come to their end. */
  endWithoutImages(): Promise<void>;
}

export async function openVisits(
  visits: readonly NamedVisit[],
  repository: RegistryRepository,
  onFailed: (failed: FailedVisit) => void,
): Promise<RepositoryVisits> {
  const open = new Map<NamedVisit, RepositoryVisit>();
  const { repositoryName } = repository;
  const attempt = async (named: NamedVisit, work: () => unknown) => {
    try {
      await work();
    } catch (error) {
      open.delete(named);
      onFailed({ visitor: named.visitor, repository: repositoryName, error });
    }
  };
  const enter = (named: NamedVisit) =>
    attempt(named, async () => {
      const visit = await named.visit.repository(repository);
      if (visit) open.set(named, visit);
    });
  await Promise.all(visits.map(enter));
  // In the order of the visitors, whichever was the first to be ready.
  const each = async (work: (visit: RepositoryVisit) => unknown) => {
    for (const named of visits) {
      const visit = open.get(named);
      if (visit) await attempt(named, () => work(visit));
    }
  };
  const needing = visits.filter((named) => open.get(named)?.images);
  const onlyTagged = needing.every((named) => named.onlyTagged);
  return {
    filter:
      needing.length === 0
        ? undefined
        : { imageStatus: 'ANY', ...(onlyTagged && { tagStatus: 'TAGGED' }) },
    needing: needing.map(({ visitor }) => visitor),
    images: (page) => each((visit) => visit.images?.(page)),
    end: () => each((visit) => visit.end?.()),
    endWithoutImages: () => each((visit) => (visit.images ? undefined : visit.end?.())),
  };
}

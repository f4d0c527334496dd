import type { SliceVisit } from '../../walk/visitor.ts';
import type { InventorySink } from '../store/sink.ts';
import { type Ages, addAge, noAges, sumAges } from '../summary/ages.ts';
import { countImage, noImages, type RepositoryCount } from '../summary/count.ts';

/** What was counted of some repositories, in their order. One that could not be read is not in it. */
export interface Counted {
  perRepository: RepositoryCount[];
  ages: Ages;
}

/**
 * Counts images as they are read, and passes them on.
 *
 * @param now - The time that ages are counted from; default the machine's.
 * @param sink - Receives the images; default none: they are only counted.
 */
export function countingVisit({ now = new Date(), sink }: { now?: Date; sink?: InventorySink }): {
  visit: Pick<SliceVisit<unknown>, 'repository'>;
  counted(): Counted;
} {
  const perRepository: RepositoryCount[] = [];
  let ages = noAges();
  return {
    visit: {
      repository: (repository) => {
        const count: RepositoryCount = { repository: repository.repositoryName, ...noImages() };
        const own = noAges();
        return {
          images: async (page) => {
            for (const image of page) {
              countImage(count, image);
              addAge(own, image, now.getTime());
            }
            await sink?.images(repository, page);
          },
          end: async () => {
            await sink?.repository(repository, count);
            perRepository.push(count);
            ages = sumAges(ages, own);
          },
        };
      },
    },
    counted: () => ({ perRepository, ages }),
  };
}

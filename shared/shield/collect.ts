import pMap from 'p-map';
import type { ShieldConfig } from '../config/schema/schema.ts';
import { REPOSITORIES_AT_A_TIME } from '../registry/read.ts';
import { unlessGone } from '../registry/tags/races.ts';
import { indexesToRead, useOfRepository } from '../use/needed.ts';
import { type ImageUse, type Uses, usesByRepository } from '../use/uses.ts';
import type { SliceVisit, Walk } from '../walk/visitor.ts';
import { type SeenImage, seenOf } from './image.ts';
import { isToBeKept, type ObservedRepository, planRepository } from './plan.ts';
import { ruleFor } from './rules.ts';
import type { RepositoryPlan, Unneeded } from './step.ts';

/** What reading repositories for the shield needs. */
export interface Shielding extends Pick<Walk, 'began' | 'indexes' | 'settings'> {
  rules: ShieldConfig;
  uses: Uses;
  /** See ObservedRepository. */
  unneeded: readonly Unneeded[];
}

/** What was seen of a repository, without its lifecycle policy: only images that matter. */
export type SeenRepository = Omit<ObservedRepository, 'policy'>;

export interface Collector extends Pick<SliceVisit, 'repository'> {
  /** Filled while repositories are read. */
  seen: SeenRepository[];
}

/**
 * Finds out what is in use in each repository that a rule is for, when all of its images were seen, and forgets the
 * others then. Where nothing of it is in use, only images with an in-use tag are kept until then.
 */
export function collectShield(with_: Shielding): Collector {
  const uses = usesByRepository(with_.uses);
  const unneeded = Map.groupBy(with_.unneeded, ({ repository }) => repository);
  const collected: SeenRepository[] = [];
  return {
    seen: collected,
    repository: ({ repositoryName: name }) => {
      if (ruleFor(with_.rules, name) === undefined) return undefined;
      const own = uses.get(name) ?? [];
      const images: SeenImage[] = [];
      return {
        images: (page) => {
          for (const image of page) {
            const seen = seenOf(image);
            if (own.length > 0 || seen.shielded) images.push(seen);
          }
        },
        end: async () => {
          if (images.length > 0)
            collected.push(
              await seenIn(with_, name, images, { own, unneeded: unneeded.get(name) ?? [] }),
            );
        },
      };
    },
  };
}

async function seenIn(
  { rules, uses, indexes, began }: Shielding,
  repository: string,
  images: readonly SeenImage[],
  { own, unneeded }: { own: readonly ImageUse[]; unneeded: readonly Unneeded[] },
): Promise<SeenRepository> {
  const rule = ruleFor(rules, repository);
  if (rule === undefined) throw new TypeError(`no rule applies to ${repository}`);
  const parts = await indexes.partsOf(repository, indexesToRead(images, own));
  const use = useOfRepository(images, own, parts, uses.unknown);
  return {
    ...{ repository, rule, use, now: began.toISOString() },
    images: images.filter((it) => it.shielded || isToBeKept(it, use)),
    unneededSince: new Map(unneeded.map(({ digest, since }) => [digest, since])),
  };
}

/**
 * Plans what was seen, with the lifecycle policies as they are now: other capabilities have put theirs before. A
 * repository that was deleted meanwhile is left out.
 */
export async function plansOf(
  { settings }: Pick<Shielding, 'settings'>,
  seen: readonly SeenRepository[],
): Promise<RepositoryPlan[]> {
  const planned = await pMap(
    seen,
    async (each): Promise<RepositoryPlan | undefined> => {
      const { repository, unneededSince } = each;
      try {
        const read = settings.lifecyclePolicy(repository).then((policy) => ({ policy }));
        const found = await unlessGone(read);
        return found && planRepository({ ...each, ...found });
      } catch (error) {
        const unneeded = [...unneededSince].map(([digest, since]) => ({
          repository,
          digest,
          since,
        }));
        return { repository, kept: 0, steps: [], unneeded, error };
      }
    },
    { concurrency: REPOSITORIES_AT_A_TIME },
  );
  return planned.filter((plan) => plan !== undefined);
}

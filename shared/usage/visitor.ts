import { usesByRepository } from '../use/uses.ts';
import type { Slice, SliceVisit, Visitor } from '../walk/visitor.ts';
import type { ArchivedUse } from './archived.ts';
import { doneWith, type UsageVisiting } from './done.ts';
import { restoreRule } from './enforced-rule.ts';
import { isRestoring, restoreAndNotify } from './look.ts';
import { emptyPart, type UsagePart } from './part.ts';
import { visitUses } from './visit.ts';

/**
 * Finds out which images are in use, of the repositories that have any: keeps a record of it, restores archived ones
 * where that is allowed, and sends alerts on what is archived or missing, and on what is not known.
 */
export function usageVisitor(with_: UsageVisiting): Visitor<UsagePart, Record<string, never>> {
  return {
    name: 'usage',
    // Read before the slices are: what is deployed later may run images that are pushed later.
    begin: async (walk) => {
      await walk.uses();
      return {};
    },
    slice: (slice) => sliceVisit(with_, slice),
    done: (walked) => doneWith(with_, walked),
  };
}

async function sliceVisit(
  { use, gate, notifier }: UsageVisiting,
  slice: Slice,
): Promise<SliceVisit<UsagePart>> {
  const byRepository = usesByRepository(await slice.uses());
  const rule = restoreRule(use);
  const part = emptyPart();
  const found: ArchivedUse[] = [];
  return {
    repository: ({ repositoryName: name }) => {
      const uses = byRepository.get(name);
      if (uses === undefined) return undefined;
      return visitUses(name, uses, rule && slice.indexes, (seen) => {
        part.seen.push(name);
        part.images.push(...seen.images);
        part.missing.push(...seen.missing);
        part.archived.push(...seen.activating.map((digest) => ({ repository: name, digest })));
        found.push(...seen.archived);
      });
    },
    end: async () => {
      const { archived, notified } = await restoreAndNotify(
        { ecr: slice.ecr, gate, rule },
        found,
        notifier,
      );
      part.archived.push(...archived.map(({ repository, digest }) => ({ repository, digest })));
      return { ...part, restored: archived.filter(isRestoring).length, notified };
    },
  };
}

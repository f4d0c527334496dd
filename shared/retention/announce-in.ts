import type { Store } from '../runtime/store/store.ts';
import type { RepositoryVisit, Slice } from '../walk/visitor.ts';
import type { Announcement } from './alert.ts';
import { advance, isNews } from './announce.ts';
import { type StoredImage, storedImage } from './image.ts';
import { readMemory, writeMemory } from './memory.ts';
import { noPart, type RetentionPart } from './part.ts';
import { mayHaveAny } from './plan/may-have-any.ts';
import { readPlan } from './read.ts';
import type { RetentionRule } from './rules.ts';
import { placeOf, type SourceReader } from './source/source.ts';
import { troubleOf } from './source/trouble.ts';
import { totalsOfUnits } from './totals.ts';

/** What was found in a repository. */
export interface FoundIn {
  part: RetentionPart;
  announcement: Announcement;
  /** Something was announced long enough ago. */
  isDue: boolean;
}

/**
 * Plans a repository, and keeps what is announced. The images are dropped at its end: a repository may have 100,000.
 *
 * @param found - Called at the end of the repository.
 */
export function announceIn(
  slice: Pick<Slice, 'registry' | 'indexes' | 'uses' | 'began'> & { store: Store } & {
    sources: SourceReader;
  },
  { name, rule }: { name: string; rule: RetentionRule },
  found: (found: FoundIn) => void,
): Required<RepositoryVisit> {
  const images: StoredImage[] = [];
  return {
    images: (page) => {
      for (const image of page) images.push(storedImage(image));
    },
    end: async () => {
      const part = { ...noPart(), repositories: 1 };
      const nothing = { repository: name, rule, at: '', announced: [] };
      if (mayHaveAny(images, rule, slice.began)) {
        found(await announced(slice, { name, rule, images }));
      } else found({ part, announcement: nothing, isDue: false });
    },
  };
}

async function announced(
  slice: Parameters<typeof announceIn>[0],
  { name, rule, images }: { name: string; rule: RetentionRule; images: readonly StoredImage[] },
): Promise<FoundIn> {
  const { registry, store, indexes, sources, began } = slice;
  const memory = await readMemory(store, registry, name);
  const uses = await slice.uses();
  const { plan, source } = await readPlan(
    { indexes, uses, sources, began },
    { name, images, rule, memory },
  );
  const place = rule.lostBy ? placeOf(rule.lostBy, registry) : '';
  const byDigest = new Map(images.map((image) => [image.imageDigest, image]));
  const advanced = advance({ memory, plan, rule, byDigest, began });
  if (isNews(memory, advanced)) await writeMemory(store, registry, name, advanced.memory);
  return {
    part: {
      ...noPart(),
      ...{ repositories: 1, selected: totalsOfUnits(plan.selected) },
      sources: troubleOf(name, place, source),
      doubtful: plan.doubts.length > 0 && plan.selected.length > 0 ? 1 : 0,
    },
    announcement: {
      ...{ repository: name, rule, announced: advanced.announced },
      at: advanced.memory.announced ?? began.toISOString(),
    },
    isDue: advanced.due.length > 0,
  };
}

import type { MovedTagsConfig } from '../config/schema/schema.ts';
import { isCached } from '../registry/cached.ts';
import type { RegistryRepository } from '../registry/read.ts';
import { logger } from '../runtime/logger.ts';
import type { Done, RepositoryVisit, Slice, SliceVisit, Visitor, Walked } from '../walk/visitor.ts';
import { type Changes, type ChangesTo, createChanges, type Steps } from './changes.ts';
import { type TagRule, tagRuleFor, watchedTags } from './rules.ts';
import { readTags } from './table.ts';
import { readingOf } from './watch.ts';

export interface TagsVisiting extends ChangesTo {
  rules: MovedTagsConfig;
  /** Prefixes of the cache rules in registry.yml, not watched besides those of the registry. */
  cachePrefixes: readonly string[];
}

export interface TagsPart {
  /** Those that a rule watches. */
  repositories: number;
  tags: number;
  steps: Steps;
}

/**
 * Checks every watched tag of the registry, and so finds the moves that had no event: a Query for each repository, and
 * a write for what is new.
 */
export function tagsVisitor(with_: TagsVisiting): Visitor<TagsPart> {
  return {
    name: 'tags',
    onlyTagged: true,
    slice: (slice) => visitSlice(with_, slice),
    done,
  };
}

function visitSlice(with_: TagsVisiting, { cacheRules }: Slice): SliceVisit<TagsPart> {
  const existing = cacheRules.map((rule) => rule.ecrRepositoryPrefix);
  const prefixes = [...existing, ...with_.cachePrefixes];
  const changes = createChanges(with_);
  // Before anything is read: with a time that is too old, a reading never replaces a newer one.
  const readAt = Date.now();
  const checked = { repositories: 0, tags: 0 };
  return {
    repository: async ({ repositoryName: name }: RegistryRepository) => {
      const rule = isCached(name, prefixes) ? undefined : tagRuleFor(with_.rules, name);
      if (rule === undefined) return undefined;
      const compare = await comparison(with_, changes, { name, rule, readAt });
      return {
        ...compare,
        end: () => {
          checked.repositories += 1;
          checked.tags += compare.tags();
        },
      };
    },
    end: async () => ({ ...checked, steps: await changes.end() }),
  };
}

/** Compares the tags of a repository with the table, page by page. */
async function comparison(
  { tags }: TagsVisiting,
  changes: Changes,
  { name, rule, readAt }: { name: string; rule: TagRule; readAt: number },
): Promise<Required<Pick<RepositoryVisit, 'images'>> & { tags(): number }> {
  const known = await readTags(tags, name);
  let seen = 0;
  return {
    images: async (page) => {
      for (const image of page) {
        for (const tag of watchedTags(image)) {
          const reading = readingOf(name, tag, image, readAt);
          changes.add({ rule, known: known.get(tag), reading });
          known.delete(tag);
          seen += 1;
        }
      }
      if (changes.isFull()) await changes.write();
    },
    tags: () => seen,
  };
}

async function done(walked: Walked<TagsPart>): Promise<Done> {
  const result: TagsPart = { repositories: 0, tags: 0, steps: {} };
  for await (const { repositories, tags, steps } of walked.parts()) {
    result.repositories += repositories;
    result.tags += tags;
    for (const kind of Object.keys(steps) as (keyof Steps)[]) {
      result.steps[kind] = (result.steps[kind] ?? 0) + (steps[kind] ?? 0);
    }
  }
  logger.info('Tags checked', { ...result });
  return { result };
}

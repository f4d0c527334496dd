import { isCached } from '../../registry/cached.ts';
import type { RegistryImage } from '../../registry/read.ts';
import { EXAMPLES } from '../slices/result.ts';
import type { InventorySink } from '../store/sink.ts';
import type { NamingSummary } from '../summary/summary.ts';

type Example = NamingSummary['examples'][number];

/** The check of a repository's name and of an image's tags by the naming rules of registry.yml. */
export interface NameCheck {
  repository(repositoryName: string, tags: number): readonly Example[];
  image(repositoryName: string, image: RegistryImage): readonly Example[];
}

/** Counts what a check finds, and keeps the first as examples. */
export interface NamesSink {
  sink: InventorySink;
  summary(): NamingSummary;
}

/** @param cachePrefixes - The names of cached repositories are their upstream's: they are not checked. */
export function namesSink(check: NameCheck, cachePrefixes: readonly string[]): NamesSink {
  const summary: NamingSummary = { repositories: 0, tags: 0, examples: [] };
  const add = (kind: 'repositories' | 'tags', found: readonly Example[]) => {
    summary[kind] += found.length;
    for (const { repository, tag, rule, reason } of found) {
      if (summary.examples.length >= EXAMPLES) return;
      summary.examples.push({ repository, ...(tag !== undefined && { tag }), rule, reason });
    }
  };
  return {
    sink: {
      images: ({ repositoryName }, page) => {
        if (isCached(repositoryName, cachePrefixes)) return;
        for (const image of page) add('tags', check.image(repositoryName, image));
      },
      repository: ({ repositoryName }, { tags }) => {
        if (isCached(repositoryName, cachePrefixes)) return;
        add('repositories', check.repository(repositoryName, tags));
      },
    },
    summary: () => summary,
  };
}

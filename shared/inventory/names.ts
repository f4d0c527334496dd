import type { RegistryImage } from '../registry/read.ts';
import { EXAMPLES } from './shard-result.ts';
import type { NamingSummary } from './summary.ts';

type Example = NamingSummary['examples'][number];

/** What the naming rules of registry.yml say: of a repository's name, and of an image's tags. */
export interface NameCheck {
  repository(repositoryName: string): readonly Example[];
  image(repositoryName: string, image: RegistryImage): readonly Example[];
}

/** Counts what a check finds, and keeps the first as examples. */
export interface NameTally {
  repository(repositoryName: string): void;
  image(repositoryName: string, image: RegistryImage): void;
  summary(): NamingSummary;
}

export function tallyNames(check: NameCheck): NameTally {
  const summary: NamingSummary = { repositories: 0, tags: 0, examples: [] };
  const add = (kind: 'repositories' | 'tags', found: readonly Example[]) => {
    summary[kind] += found.length;
    summary.examples.push(...found.slice(0, EXAMPLES - summary.examples.length));
  };
  return {
    repository: (name) => add('repositories', check.repository(name)),
    image: (name, image) => add('tags', check.image(name, image)),
    summary: () => summary,
  };
}

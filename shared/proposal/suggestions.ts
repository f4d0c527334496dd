import { stringify } from 'yaml';
import { count } from '../inventory/report/format.ts';
import type { RepositoryFacts } from './facts.ts';
import { UNUSED_DAYS } from './tally.ts';

/** Rules that nothing in an account decides: they stand in the file as comments, each with the figures of today. */
export interface Suggestion {
  comment: string;
  /** YAML. */
  text: string;
}

/** @param repositories - Those that no cache rule fills. */
export function suggestionsFor(repositories: readonly RepositoryFacts[]): Suggestion[] {
  return [...scanning(repositories), ...retention(repositories)];
}

function scanning(repositories: readonly RepositoryFacts[]): Suggestion[] {
  const scanned = repositories.filter(({ isScanned }) => isScanned).length;
  if (scanned === 0) return [];
  const rules = [{ rule: 'nothing critical', fail: { critical: 0 }, action: 'report' }];
  return [
    {
      comment: `Images of ${count(scanned, 'repository', 'repositories')} are scanned on push. To have findings reported:`,
      text: stringify({ scanning: { rules } }),
    },
  ];
}

const BYTES_PER_GB = 1e9;

function retention(repositories: readonly RepositoryFacts[]): Suggestion[] {
  const unused = repositories.flatMap(({ images }) => images?.unused ?? []);
  const images = unused.reduce((sum, it) => sum + it.images, 0);
  if (images === 0) return [];
  const gigabytes = unused.reduce((sum, it) => sum + it.bytes, 0) / BYTES_PER_GB;
  const keep = {
    newest: [{ count: 10 }],
    pushedWithin: `${UNUSED_DAYS}d`,
    pulledWithin: `${UNUSED_DAYS}d`,
  };
  return [
    {
      comment:
        `${count(images, 'image')} (${gigabytes.toFixed(1)} GB, shared layers counted again) were neither pushed nor ` +
        `pulled for ${UNUSED_DAYS} days. To see which of them need not stay (npx ecr-steward retention):`,
      text: stringify({ retention: [{ action: 'report', keep }] }),
    },
  ];
}

import { noUses } from '../use/uses.ts';
import type { Visitor } from '../walk/visitor.ts';
import { type Checking, checkCandidates } from './walk/check.ts';
import { collectScans, type ScanPart } from './walk/collect.ts';

/**
 * Compares the scans of images with the rules, first of those that run: what no event has reported. Slices only gather the images;
 * their findings are read at the end, as `maxImages` is for the whole registry.
 */
export function scanVisitor(with_: Checking): Visitor<ScanPart> {
  return {
    name: 'scanning',
    slice: async ({ began, indexes, ...walk }) => {
      const uses = with_.scanning.hasRules ? await walk.uses() : noUses;
      const collector = collectScans(with_.scanning, began, { uses, indexes });
      return { repository: collector.repository, end: collector.part };
    },
    done: (walked) => checkCandidates(with_, walked),
  };
}

import type { Visitor } from '../walk/visitor.ts';
import { type Checking, checkCandidates } from './walk/check.ts';
import { collectScans, type ScanPart } from './walk/collect.ts';

/**
 * Compares the scans of the images in use with the rules: what no event has reported. Slices only gather the images;
 * their findings are read at the end, as `maxImages` is for the whole registry.
 */
export function scanVisitor(with_: Checking): Visitor<ScanPart> {
  return {
    name: 'scanning',
    slice: ({ began }) => {
      const collector = collectScans(with_.scanning, began);
      return { repository: collector.repository, end: collector.part };
    },
    done: (walked) => checkCandidates(with_, walked),
  };
}

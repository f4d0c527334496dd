import type { ScheduledRun } from '../../alerts/notifying.ts';
import type { Scanning } from '../rules.ts';

/** What a run over the registry has come to. */
export interface Covered {
  /** The images whose scans were read, as `repository@digest`. */
  looked: ReadonlySet<string>;
  /** Whether all images that should be checked were, in all repositories. */
  isComplete: boolean;
  /** Whether the repository was seen, or that there is none of this name. */
  hasSeen(repository: string): boolean;
}

/**
 * Which alerts the run may report as resolved: those on images that it has checked, and those on a quarantine that no
 * rule asks for any more. Alerts on other images may still be true.
 */
export function coveredByScans(
  scanning: Pick<Scanning, 'enforcedFor' | 'enforces' | 'hasRules'>,
  { looked, isComplete, hasSeen }: Covered,
  began: Date,
): ScheduledRun {
  return {
    kinds: ['scanning.failed', 'scanning.held', 'scanning.denied'],
    began,
    covers: ({ repository, digest }, kind) => {
      if (kind === 'scanning.held') return isComplete || !scanning.enforces;
      // A scan could be read, so nothing is denied any longer; or none has to be.
      if (kind === 'scanning.denied') return looked.size > 0 || !scanning.hasRules;
      if (repository === undefined) return false;
      if (looked.has(`${repository}@${digest}`)) return true;
      return hasSeen(repository) && scanning.enforcedFor(repository) === undefined;
    },
  };
}

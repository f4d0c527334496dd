import type { Alert } from '../alerts/alert.ts';
import { quarantineTag, type Violation } from './check.ts';
import type { Enforced } from './enforce.ts';

/**
 * What people are told of the violations in one repository. Sent *before* they are acted on: once a tag
 * is gone, a second attempt would find nothing to tell.
 */
export function violationAlert(repository: string, violations: readonly Violation[]): Alert {
  const names = violations.length === 1 ? '1 wrong name' : `${violations.length} wrong names`;
  return {
    title: `${names} in ${repository}`,
    where: repository,
    severity: 'warning',
    lines: violations.map(
      (violation) => `- ${violation.reason} (rule: ${violation.rule})${fate(violation)}`,
    ),
  };
}

function fate(violation: Violation): string {
  if (violation.action === 'report') return '';
  const kept = quarantineTag(violation.digest);
  return `. The image stays, as ${violation.repository}:${kept}; push it again under a right tag`;
}

/** The one outcome that costs somebody a tag: the image that took the tag over has lost it. */
export function raceAlert(enforced: readonly Enforced[]): Alert | undefined {
  const raced = enforced.filter(({ outcome }) => outcome === 'raced');
  const [first] = raced;
  if (first === undefined) return undefined;
  return {
    title: `A tag moved while it was quarantined in ${first.repository}`,
    where: first.repository,
    severity: 'error',
    lines: raced.map((violation) => {
      const tag = violation.kind === 'tag' ? violation.tag : '';
      return `- ${JSON.stringify(tag)} was pushed again at that moment, and that image lost it: push it once more`;
    }),
  };
}

import type { Alert } from '../alerts.ts';
import type { AppliedChange } from './apply.ts';

/** What people are told of changes that could not be applied; undefined when all of them were. */
export function failureAlert(changes: readonly AppliedChange[]): Alert | undefined {
  const failed = changes.filter(({ outcome }) => outcome === 'failed');
  if (failed.length === 0) return undefined;
  return {
    title: `${failed.length} of ${changes.length} pull-through cache rules could not be brought in line`,
    where: failed.map(({ prefix }) => prefix).join(' '),
    severity: 'error',
    lines: [
      ...failed.map(({ action, prefix, error }) => `- ${action} ${prefix}: ${error}`),
      'They are tried again on the next run. To try now: npx ecr-steward apply',
    ],
  };
}

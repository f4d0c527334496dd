import { createHash } from 'node:crypto';
import type { Alert } from '../alerts/alert.ts';
import { oneLine } from '../alerts/quote.ts';
import { affectsImages, rehearsalInWords } from '../registry/rehearsal.ts';
import type { CacheChange, RepositoryChange } from './change.ts';
import { replacedPolicies } from './replaced.ts';

/** Seconds: a change that is made once more is told again. */
const WINDOW_SECONDS = 3600;

/** A lifecycle policy of ECR may have 30,720 characters: more of one than this is not told. */
const MOST_CHARACTERS = 4_000;

/**
 * What people are told of cached repositories before they are brought in line: where images would go, and what
 * is replaced, in its own words. Settings that are merely as declared afterwards are not told.
 */
export function repositoryAlerts(changes: readonly CacheChange[]): Alert[] {
  return changes.flatMap((change) => (change.kind === 'repository' ? alertOf(change) : []));
}

function alertOf(change: RepositoryChange): Alert[] {
  const { repository, prefix, rehearsal, action } = change;
  if (action !== 'update') return [];
  const images = affectsImages(rehearsal) && rehearsal ? rehearsalInWords(rehearsal) : [];
  const replaced = replacedPolicies(change).map(({ key, text }) => `${key} was: ${text}`);
  if (images.length + replaced.length === 0) return [];
  const what = [
    change.reason,
    ...images.map((words) => `lifecyclePolicy: ${words}`),
    ...replaced,
  ].map((line) => oneLine(line, MOST_CHARACTERS));
  const hash = createHash('sha256').update(JSON.stringify(change.after)).digest('hex');
  return [
    {
      kind: 'repository.set',
      cause: {
        id: `cache/set/${repository}/${hash.slice(0, 32)}`,
        windowSeconds: WINDOW_SECONDS,
      },
      title: `${repository} is brought in line with the rule of its cache`,
      where: { text: repository, repository, rule: prefix },
      severity: 'info',
      what,
    },
  ];
}

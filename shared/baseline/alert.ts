import { createHash } from 'node:crypto';
import type { Alert, Cause } from '../alerts/alert.ts';
import { quoted } from '../alerts/quote.ts';
import { rehearsalInWords } from '../registry/rehearsal.ts';
import type { Deviation } from './deviation.ts';

/** Seconds after which people are told again: of what stands, and of what was changed once more. */
const WINDOWS = { report: 604_800, set: 3600 };

/** A lifecycle policy of ECR may have 30,720 characters: more of one than this is not told. */
const MOST_CHARACTERS = 4_000;

/**
 * What people are told of each repository that is not as its rule says: of what is brought in line, and by
 * itself of what stands, so that the latter is told once however often the former is. To be sent *before* anything is
 * changed: once it is, a second attempt would find nothing to tell.
 */
export function deviationAlerts(deviations: readonly Deviation[]): Alert[] {
  const groups = Map.groupBy(deviations, ({ repository, action }) => `${action} ${repository}`);
  return [...groups.values()].flatMap((found): Alert[] => {
    const [first] = found;
    if (first === undefined) return [];
    const { repository, action } = first;
    const what = found.flatMap(lines);
    const isSet = action === 'set';
    return [
      {
        kind: isSet ? 'repository.set' : 'repository.baseline',
        cause: causeOf(repository, found, WINDOWS[action]),
        title: `${repository} ${titles[action]}`,
        where: { text: repository, repository },
        severity: isSet ? 'info' : 'warning',
        ...(isSet
          ? { what: ['It was not as registry.yml says'], done: what }
          : { stands: true, what }),
      },
    ];
  });
}

const titles = {
  set: 'is brought in line with registry.yml',
  report: 'is not as registry.yml says',
};

function lines(deviation: Deviation): string[] {
  const { action, text, stays } = deviation;
  if (action === 'report') return [`${plain(text)}: ${stays ?? 'only reported (action: report)'}`];
  if (deviation.setting !== 'lifecyclePolicy') return [plain(text)];
  const { before, rehearsal } = deviation;
  return [
    plain(text),
    ...(rehearsal ? rehearsalInWords(rehearsal) : []).map((it) => plain(`lifecyclePolicy: ${it}`)),
    ...(before ? [`it was: ${shortened(plain(before))}`] : []),
  ];
}

/** Texts of others, such as the description of a lifecycle rule, stay in their line. */
function plain(text: string): string {
  return quoted(text).slice(1, -1).replaceAll('\\"', '"');
}

function shortened(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)} …` : text;
}

function causeOf(repository: string, found: readonly Deviation[], windowSeconds: number): Cause {
  const parts = found.map(({ setting, action, text }) => [setting, action, text]);
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return { id: `baseline/${repository}/${hash.slice(0, 32)}`, windowSeconds };
}

import { createHash } from 'node:crypto';
import { type Held, heldAlerts } from '../actions/held.ts';
import type { Alert, AlertKind } from '../alerts/alert.ts';
import { byRepository, type Group as GroupOf } from '../alerts/by-repository.ts';
import type { ScheduledRun } from '../alerts/notifying.ts';
import { asQuoted } from '../alerts/quote.ts';
import { previewInWords } from '../registry/lifecycle/policy-preview.ts';
import { explained } from '../runtime/explain.ts';
import type { UnreadRepository } from '../walk/unread.ts';
import type { Walked } from '../walk/visitor.ts';
import type { Applied, Outcome } from './apply.ts';
import type { SettingsRules } from './rules.ts';

/** Seconds after which an alert is sent again: of drift that remains, and of a change that was made once more. */
const WINDOWS = { report: 604_800, set: 3600 };

/** How much of a text an alert shows: a lifecycle policy of ECR may have 30,720 characters. */
const MOST_CHARACTERS = 4_000;

/** How many repositories that could not be read are named. */
const MOST_UNREAD = 20;

type Capability = SettingsRules['capability'];

/** The kinds of alerts that stand until a run over the whole registry resolves them. */
const kinds = {
  baseline: { drift: 'repository.baseline', failed: 'baseline.failed', held: 'baseline.held' },
  repositories: {
    drift: 'repositories.drift',
    failed: 'repositories.failed',
    held: 'repositories.held',
  },
} as const satisfies Record<Capability, Record<string, AlertKind>>;

/** The alerts after a run: what was set, which drift remains and why, what failed, what a limit holds back. */
export function appliedAlerts(of: Capability, applied: readonly Applied[]): Alert[] {
  return [...repositoryAlerts(of, applied), ...heldAlerts(of, heldOf(applied))];
}

/** Those of them that are about a single repository each: all but what limits hold back. */
export function repositoryAlerts(of: Capability, applied: readonly Applied[]): Alert[] {
  const groups = (...outcomes: Outcome[]) =>
    byRepository(applied, ({ outcome }) => outcomes.includes(outcome));
  return [
    ...groups('set').map((group) => setAlert(of, group)),
    ...groups('reported', 'observed').map((group) => standingAlert(of, group)),
    ...groups('failed').map((group) => failedAlert(of, group)),
  ];
}

/** What limits hold back. */
export function heldOf(
  applied: readonly Applied[],
): { held: Held; repository: string; what: string }[] {
  return applied.flatMap(({ held, repository, text }) =>
    held ? [{ held, repository, what: `${repository}: ${asQuoted(text)}` }] : [],
  );
}

/** One alert on all repositories whose settings could not be read. */
export function unreadAlerts(of: Capability, unread: readonly UnreadRepository[]): Alert[] {
  const [first] = unread;
  if (first === undefined) return [];
  const [only, text] =
    unread.length === 1
      ? [first.repository, first.repository]
      : [undefined, `${unread.length} repositories`];
  const more = unread.length - MOST_UNREAD;
  return [
    {
      kind: kinds[of].failed,
      cause: { id: `${of}/unread`, windowSeconds: WINDOWS.report },
      title: `The settings of ${text} could not be read`,
      where: { text, ...(only !== undefined && { repository: only }) },
      severity: 'error',
      stands: true,
      what: [
        ...unread
          .slice(0, MOST_UNREAD)
          .map(({ repository, error }) => `${repository}: ${asQuoted(error)}`),
        ...(more > 0 ? [`and ${more} more`] : []),
      ],
      todo: ['Fix the cause; the next run tries again'],
    },
  ];
}

type Group = GroupOf<Applied>;

function setAlert(of: Capability, group: Group): Alert {
  const { repository } = group[0];
  const isNew = group.some(({ setting }) => setting === 'repository');
  return {
    ...baseOf(of, group, WINDOWS.set),
    kind: 'repository.set',
    title: isNew
      ? `${repository} was created, as registry.yml declares it`
      : `${repository} was brought in line with registry.yml`,
    severity: 'info',
    what: [isNew ? 'It was missing' : 'It differed from registry.yml'],
    done: group.flatMap(lines),
    todo: group.flatMap(({ actionId, setting }) =>
      actionId ? [`To undo ${setting}: npx ecr-steward undo ${actionId}`] : [],
    ),
  };
}

function standingAlert(of: Capability, group: Group): Alert {
  return {
    ...baseOf(of, group, WINDOWS.report),
    kind: kinds[of].drift,
    title: `${group[0].repository} differs from registry.yml`,
    severity: 'warning',
    stands: true,
    what: group.flatMap(lines),
  };
}

function failedAlert(of: Capability, group: Group): Alert {
  return {
    ...baseOf(of, group, WINDOWS.report),
    kind: kinds[of].failed,
    title: `${group[0].repository} could not be brought in line with registry.yml`,
    severity: 'error',
    stands: true,
    what: group.map(({ text, error }) => `${asQuoted(text)}: ${explained(error)}`),
    todo: ['Fix the cause; the next run tries again'],
  };
}

function baseOf(
  of: Capability,
  group: Group,
  windowSeconds: number,
): Pick<Alert, 'cause' | 'where'> {
  const [{ repository, outcome }] = group;
  const parts = group.map(({ setting, action, text }) => [setting, action, text, outcome]);
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return {
    cause: { id: `${of}/${repository}/${hash.slice(0, 32)}`, windowSeconds },
    where: { text: repository, repository },
  };
}

/**
 * What a walk has covered: all that was seen, but what could not be read. Alerts on several repositories, such as
 * what a limit holds back, are covered by a walk that has seen and read all.
 */
export function coveredByWalk(
  of: Capability,
  { began, hasSeen }: Pick<Walked, 'began' | 'hasSeen'>,
  unread: readonly UnreadRepository[],
): ScheduledRun {
  const unseen = new Set(unread.map(({ repository }) => repository));
  const isWhole = unseen.size === 0 && hasSeen(undefined);
  return {
    kinds: Object.values(kinds[of]),
    began,
    covers: ({ repository }, kind) =>
      kind === kinds[of].held || repository === undefined
        ? isWhole
        : hasSeen(repository) && !unseen.has(repository),
  };
}

function lines(applied: Applied): string[] {
  const { outcome, text, stays, why } = applied;
  const reason =
    stays ?? (why === undefined ? 'only reported (action: report)' : `nothing was done: ${why}`);
  const line = outcome === 'set' ? asQuoted(text) : `${asQuoted(text)}: ${reason}`;
  if (applied.setting !== 'lifecyclePolicy') return [line];
  const { before, preview } = applied;
  const known = preview?.state === 'known' ? previewInWords(preview) : [];
  return [
    line,
    ...known.map((it) => asQuoted(`lifecyclePolicy: ${it}`)),
    ...(before && outcome === 'set' ? [`it was: ${shortened(asQuoted(before))}`] : []),
  ];
}

/** A text from the registry, such as the description of a lifecycle rule, in one line. */
function shortened(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)} …` : text;
}

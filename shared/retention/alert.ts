import type { HeldAction } from '../actions/held.ts';
import type { Alert } from '../alerts/alert.ts';
import { quoted } from '../alerts/quote.ts';
import { explained } from '../runtime/explain.ts';
import type { Acted } from './act/acted.ts';
import type { Selected } from './plan/plan.ts';
import type { RetentionRule } from './rules.ts';
import { inWords, type Prices, sum, totalsOfUnits } from './totals.ts';

/** Seconds after which an alert is sent again, where nothing has changed. */
const WINDOWS = { announced: 30 * 86_400, done: 7 * 86_400, failed: 86_400 };

/** More tags, images and actions are counted, not named. */
const MOST_NAMED = 20;

/** What was announced of a repository. */
export interface Announcement {
  repository: string;
  rule: Pick<RetentionRule, 'name' | 'wait' | 'keepingTags'> &
    Partial<Pick<RetentionRule, 'lostBy'>>;
  /** ISO 8601: when it was announced. */
  at: string;
  announced: readonly Selected[];
}

/** The alerts that announce what will be archived, and what deleted: an owner can still say no. */
export function announcedAlerts(announcement: Announcement, prices: Prices): Alert[] {
  const { announced } = announcement;
  return (['archive', 'delete'] as const).flatMap((action) => {
    const units = announced.filter((unit) => unit.action === action);
    return units.length === 0 ? [] : [announcedAlert(announcement, units, action, prices)];
  });
}

function announcedAlert(
  { repository, rule, at }: Announcement,
  units: readonly Selected[],
  action: 'archive' | 'delete',
  prices: Prices,
): Alert {
  const day = new Date(Date.parse(at) + rule.wait).toISOString().slice(0, 10);
  const totals = totalsOfUnits(units);
  const done = action === 'archive' ? 'archived' : 'deleted for good';
  return {
    kind: 'retention.announced',
    cause: {
      id: `retention/announced/${action}/${repository}`,
      ...{ windowSeconds: WINDOWS.announced, occasion: at },
    },
    title: `${imagesOf(totals.images)} of ${repository} will be ${done} on ${day}`,
    where: { text: repository, repository },
    severity: 'warning',
    since: at,
    what: [
      `${inWords(totals, prices)} (rule: ${rule.name})`,
      ...namesOf(units),
      ...(rule.lostBy
        ? [`The source of their replication in ${rule.lostBy.region} has lost them`]
        : []),
      'Nothing runs them as far as ecr-steward knows, and no other image needs them',
    ],
    todo: [
      wayToKeep(rule),
      `To see them all, and why others stay: npx ecr-steward retention ${repository}`,
    ],
  };
}

function wayToKeep({ keepingTags: [first] }: Announcement['rule']): string {
  return first === undefined
    ? 'To keep an image, add one of its tags to keep.tags of the rule in registry.yml'
    : `To keep an image, give it a tag that matches ${first} before that day`;
}

/** The first tags, and how many images have none. */
function namesOf(units: readonly Selected[]): string[] {
  const tags = units.flatMap(({ images }) => images.flatMap(({ imageTags = [] }) => imageTags));
  const untagged = units.filter(({ images }) => images.every(({ imageTags: [tag] = [] }) => !tag));
  const more = tags.length - MOST_NAMED;
  return [
    ...(tags.length === 0
      ? []
      : [
          `Tags: ${tags.slice(0, MOST_NAMED).map(quoted).join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
        ]),
    ...(untagged.length === 0 ? [] : [`Without a tag: ${untagged.length}`]),
  ];
}

/** The alerts on what was done in a repository, and on what failed. Limits have one alert for all of a run. */
export function actedAlerts(repository: string, acted: readonly Acted[], prices: Prices): Alert[] {
  const of = (...outcomes: Acted['outcome'][]) =>
    acted.filter(({ outcome }) => outcomes.includes(outcome));
  const failed = of('failed', 'refused');
  return [
    ...doneAlert(repository, of('archived'), 'archived', prices),
    ...doneAlert(repository, of('deleted'), 'deleted', prices),
    ...(failed.length > 0 ? [failedAlert(repository, failed)] : []),
  ];
}

function doneAlert(
  repository: string,
  acted: readonly Acted[],
  done: 'archived' | 'deleted',
  prices: Prices,
): Alert[] {
  const ids = acted.flatMap(({ actionId }) => actionId ?? []);
  if (acted.length === 0) return [];
  const totals = acted.map((it) => it.totals).reduce(sum);
  const isFinal = done === 'deleted';
  return [
    {
      kind: 'retention.done',
      cause: {
        id: `retention/${done}/${repository}/${ids[0] ?? ''}`,
        windowSeconds: WINDOWS.done,
      },
      title: `${imagesOf(totals.images)} of ${repository} ${totals.images === 1 ? 'was' : 'were'} ${done}`,
      where: { text: repository, repository },
      severity: isFinal ? 'warning' : 'info',
      what: [inWords(totals, prices), ...namesOf(acted.map(({ unit }) => unit))],
      done: [
        ...acted.slice(0, MOST_NAMED).map(({ unit }) => `${repository}@${unit.root}: ${done}`),
        ...(acted.length > MOST_NAMED ? [`and ${acted.length - MOST_NAMED} more`] : []),
      ],
      todo: isFinal
        ? ['A deleted image cannot be restored: push it again where somebody needs it']
        : [
            ...ids.slice(0, MOST_NAMED).map((id) => `To restore: npx ecr-steward undo ${id}`),
            ...(ids.length > MOST_NAMED ? ['For the others: npx ecr-steward history'] : []),
          ],
    },
  ];
}

function failedAlert(repository: string, failed: readonly Acted[]): Alert {
  const [first] = failed;
  return {
    kind: 'retention.failed',
    cause: { id: `retention/failed/${repository}`, windowSeconds: WINDOWS.failed },
    title: `Images of ${repository} could not be archived or deleted`,
    where: { text: repository, repository },
    severity: 'error',
    stands: true,
    what: [
      `${failed.length} failed. The first: ${repository}@${first?.unit.root ?? ''}`,
      first?.outcome === 'refused'
        ? 'ECR refuses it: another image needs it'
        : explained(first?.error),
    ],
    todo: ['The next nightly walk tries again'],
  };
}

/** What limits hold back, for the one alert of a run. */
export function heldOf(repository: string, acted: readonly Acted[]): HeldAction[] {
  return acted.flatMap(({ unit, held }) =>
    held ? [{ held, repository, what: `${repository}@${unit.root}: ${unit.action}` }] : [],
  );
}

function imagesOf(count: number): string {
  return count === 1 ? '1 image' : `${count} images`;
}

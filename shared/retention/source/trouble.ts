import type { Alert } from '../../alerts/alert.ts';
import type { AtSource } from './source.ts';

/** Repositories of one source that could not be compared, as JSON. */
export interface SourceTrouble {
  /** `123456789012/eu-west-1`. */
  place: string;
  state: 'missing' | 'unread';
  /** Of the first one. */
  why: string;
  /** The first ones. */
  repositories: readonly string[];
  count: number;
}

/** More are counted, not named. */
const MOST_NAMED = 20;

/** Seconds after which an alert is sent again, where nothing has changed. */
const WINDOW = 7 * 86_400;

/** What is to be reported of a reading; nothing where the source was read, or needed not be. */
export function troubleOf(
  repository: string,
  place: string,
  at: AtSource | undefined,
): SourceTrouble[] {
  if (at === undefined || at.state === 'read') return [];
  const why = at.state === 'unread' ? at.why : '';
  return [{ place, state: at.state, why, repositories: [repository], count: 1 }];
}

/** One for each source and state. */
export function troublesTogether(all: readonly SourceTrouble[]): SourceTrouble[] {
  const groups = Map.groupBy(all, ({ place, state }) => `${place} ${state}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const repositories = group.flatMap((it) => it.repositories).slice(0, MOST_NAMED);
    return [{ ...first, repositories, count: group.reduce((sum, it) => sum + it.count, 0) }];
  });
}

/** One alert for each source and state: what is compared with it is kept. */
export function sourceAlerts(troubles: readonly SourceTrouble[]): Alert[] {
  return troubles.map((trouble) => {
    const { place, state, why, repositories, count } = trouble;
    const isUnread = state === 'unread';
    const more = count - repositories.length;
    const names = `${repositories.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    return {
      kind: 'retention.source',
      cause: { id: `retention/source/${place}/${state}`, windowSeconds: WINDOW },
      title: isUnread
        ? `What the source registry ${place} has could not be read`
        : `The source registry ${place} lacks repositories, or has empty ones`,
      where: { text: `registry ${place}` },
      severity: isUnread ? 'error' : 'warning',
      stands: true,
      what: [
        ...(isUnread ? [why] : []),
        `All images of these repositories stay as long as that is so: ${names}`,
      ],
      todo: [
        isUnread
          ? 'Check region, registryId and role of lostBy in registry.yml, and that the role may call ecr:DescribeImages there'
          : 'If the source has renamed or deleted them for good, remove these repositories from the rule with lostBy in registry.yml',
      ],
    };
  });
}

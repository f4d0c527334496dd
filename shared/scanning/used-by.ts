import type { ImageUse } from '../use/uses.ts';

/** Who runs an image. */
export interface UsedBy {
  /** Some of them, in words: `ECS service prod/web`. */
  by: readonly string[];
  /** How many there are in all. */
  count: number;
  /** Nobody runs it now: it is kept for a rollback. */
  standby?: true;
}

/** So many are named; of more the number is given. */
const MOST_NAMED = 20;

/** Undefined without any use. Those that run it now come first. */
export function usedBy(uses: readonly ImageUse[]): UsedBy | undefined {
  if (uses.length === 0) return undefined;
  const running = uses.filter(({ standby }) => !standby);
  const waiting = uses.filter(({ standby }) => standby);
  const by = [...new Set([...running, ...waiting].flatMap((use) => use.by))];
  const isStandby = running.length === 0;
  return {
    by: by.slice(0, MOST_NAMED),
    count: by.length,
    ...(isStandby && { standby: true as const }),
  };
}

/** `used by ECS service prod/web, function api and 3 more`. */
export function usedByInWords({ by, count, standby }: UsedBy): string {
  const more = count > by.length ? ` and ${count - by.length} more` : '';
  return `${standby ? 'kept for a rollback by' : 'used by'} ${by.join(', ')}${more}`;
}

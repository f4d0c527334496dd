import type { RuleState } from './rule.ts';

/**
 * One step from what the registry has (`before`) to what registry.yml declares (`after`). `reason` says
 * why, `blocked` why it cannot be applied now: such a change is shown and never attempted.
 */
export type CacheChange = { kind: 'rule'; prefix: string } & (
  | { action: 'create'; after: RuleState; reason?: string; blocked?: string }
  | {
      action: 'update' | 'replace';
      before: RuleState;
      after: RuleState;
      reason: string;
      blocked?: string;
    }
  | { action: 'delete' | 'unmanaged'; before: RuleState; reason: string }
  | { action: 'none'; before: RuleState; reason?: string }
);

export interface CachePlan {
  changes: CacheChange[];
}

/** Whether applying the plan would change the registry. */
export function hasChanges({ changes }: CachePlan): boolean {
  return changes.some(({ action }) => action !== 'none' && action !== 'unmanaged');
}

import type { ChangeKind } from '../changes/kind.ts';
import type { Step } from '../changes/step.ts';
import { PolicyTextError } from '../registry/policy/text.ts';
import { explained } from '../runtime/explain.ts';
import { isNotOffered } from '../runtime/offered.ts';

interface ReadState {
  state: 'unknown' | 'as declared';
}

/** A setting that is declared and could not be read: what has to change is unknown, and nothing is changed. */
export type UnreadChange = { kind: 'unread'; setting: string } & Step<ReadState>;

/** @param setting - Its key in registry.yml, under `registry`. */
export function unreadChange(setting: string, error: unknown): UnreadChange {
  const reason = `it could not be read: ${explained(error)}`;
  const states = { before: { state: 'unknown' }, after: { state: 'as declared' } } as const;
  return { kind: 'unread', setting, action: 'update', ...states, reason, blocked: reason };
}

/**
 * Whether reading would fail again: it is denied, ECR does not have the setting in the region, or what was read is not
 * what ECR takes. What may pass,
 * such as throttling, is an error of the whole run, which is tried again.
 */
export function isRefused(error: unknown): boolean {
  if (error instanceof PolicyTextError || isNotOffered(error)) return true;
  return error instanceof Error && refused.test(error.name);
}

const refused =
  /^(AccessDenied(Exception)?|ValidationException|InvalidParameterException|BlockedByOrganizationPolicyException)$/;

/** It is always blocked, so it is never written and never undone. */
export const unreadKind: ChangeKind<UnreadChange> = {
  nameOf: ({ setting }) => setting,
  targetOf: ({ setting }) => `registry.${setting}`,
  limit: 'registry',
  canBreak: () => false,
  write: async () => 'unchanged',
  current: async () => ({ state: 'unknown' }),
  isSame: (a, b) => a.state === b.state,
};

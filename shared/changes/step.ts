import type { ECRServiceException } from '@aws-sdk/client-ecr';

/**
 * One step from what the registry has (`before`) to what registry.yml declares (`after`). `reason` says why,
 * `blocked` why it cannot be applied now: such a change is shown but never attempted.
 */
export type Step<State> =
  | { action: 'create'; after: State; reason?: string; blocked?: string }
  | {
      action: 'update' | 'replace';
      before: State;
      after: State;
      reason: string;
      blocked?: string;
    }
  | { action: 'delete' | 'unmanaged'; before: State; reason: string }
  | { action: 'none'; before: State; reason?: string };

/** A change of any kind: what it is about is in further fields. */
// biome-ignore lint/suspicious/noExplicitAny: each kind has a state of its own, and only its kind looks into it
export type AnyChange = { kind: string } & Step<any>;

/** What a change is about, before or after it. */
export type StateOf<Change> = Change extends { before: infer State } ? State : never;

/** The outcome of a change. */
export type Outcome =
  | 'created'
  | 'updated'
  | 'replaced'
  | 'deleted'
  /** Nothing was to be done, or no longer: it is as declared, or unmanaged and kept. */
  | 'unchanged'
  /** Nothing was done, or not all: the rule is not allowed yet. `why` says so. */
  | 'observed'
  /** Nothing was done, or not all: it is over a limit. */
  | 'held'
  /** It failed; `error` says why. The other changes are applied all the same. */
  | 'failed';

/**
 * Of an answer that all is as declared already: whether an earlier attempt of the same call, whose answer was
 * lost, may have done it. Else another run was faster.
 */
export function mayBeOurs({ $metadata }: ECRServiceException): boolean {
  return ($metadata.attempts ?? 1) > 1;
}

/** Whether applying a change would do something, if nothing blocks it. */
export function isToBeMade({ action }: Pick<AnyChange, 'action'>): boolean {
  return action !== 'none' && action !== 'unmanaged';
}

/** Why what is there and not in the file is deleted. */
export const notDeclared = 'not in registry.yml, and prune is true';

/** Why what is there and not in the file stays as it is. */
export const kept = 'not in registry.yml; kept: prune is false';

/** The reasons, as a field of a change: no field for no reasons. */
export function reasonOf(reasons: readonly string[]): { reason?: string } {
  return reasons.length > 0 ? { reason: reasons.join('; ') } : {};
}

/** What blocks a change, as a field of it: no field when nothing does. */
export function blockedIf(obstacles: readonly string[]): { blocked?: string } {
  return obstacles.length > 0 ? { blocked: obstacles.join('; ') } : {};
}

import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Action, EnforcedRule } from '../actions/action.ts';
import type { LimitedKind } from '../config/schema/limited-kinds.ts';
import { type AnyChange, isToBeMade, type Outcome, type StateOf } from './step.ts';

/** All that plan, apply and undo know of changes of one kind. */
export interface ChangeKind<Change extends AnyChange> {
  /** In plans: `docker.io template`. */
  nameOf(change: Change): string;
  /** In the audit log: `the template docker.io`. */
  targetOf(change: Change): string;
  /** What counts one that can break something. */
  limit: LimitedKind;
  /** Whether it can break a pull, a push or a copy, or lose something. */
  canBreak(change: Change): boolean;
  /**
   * Makes it, if the registry is still as the plan saw it.
   *
   * @throws ChangedSincePlanError
   */
  write(ecr: ECRClient, change: Change): Promise<Outcome>;
  /** The present state of what it is about; undefined where there is none. */
  current(ecr: ECRClient, change: Change): Promise<StateOf<Change> | undefined>;
  isSame(a: StateOf<Change>, b: StateOf<Change>): boolean;
  /** How an update is undone. Default: by an update. */
  actionBack?(change: Change): 'update' | 'replace';
  /** The acts of a change that consists of several. Default: one. `of`: see actsOf. */
  actsOf?(change: Change, rule: EnforcedRule, of?: number): Act<Change>[];
}

/** Kinds by their name. */
export type Kinds<Change extends AnyChange> = {
  readonly [Kind in Change['kind']]: ChangeKind<Extract<Change, { kind: Kind }>>;
};

/** The kind of a change. */
export function kindOf<Change extends AnyChange>(
  kinds: Kinds<Change>,
  { kind }: Pick<Change, 'kind'>,
): ChangeKind<Change> {
  // The compiler does not see that the kind of a change and the change itself vary together.
  return kinds[kind as Change['kind']] as unknown as ChangeKind<Change>;
}

/** An action, and the change that it makes: a change of several settings is several acts. */
export interface Act<Change extends AnyChange> {
  action: Action;
  change: Change;
}

/**
 * The acts that a change consists of; none where nothing has to change.
 *
 * @param existing - How many things like it there are: percentages refer to it.
 * @param ofSettings - The same of repositories whose settings change. Default: not known.
 */
export function actsOf<Change extends AnyChange>(
  kinds: Kinds<Change>,
  change: Change,
  {
    rule,
    existing,
    ofSettings,
  }: { rule: EnforcedRule; existing: number; ofSettings?: number | undefined },
): Act<Change>[] {
  if (!isToBeMade(change)) return [];
  const kind = kindOf(kinds, change);
  if (kind.actsOf) return kind.actsOf(change, rule, ofSettings);
  const isLimited = kind.canBreak(change);
  const action: Action = {
    ...{ kind: isLimited ? kind.limit : 'setting', rule },
    ...{ target: kind.targetOf(change), what: change.action },
    ...{ after: { change }, ...(isLimited && { of: existing }) },
  };
  return [{ action, change }];
}

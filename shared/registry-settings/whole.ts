import { ChangedSincePlanError } from '../changes/errors.ts';
import { isToBeMade, type Outcome, type Step } from '../changes/step.ts';

/** A setting that ECR takes as a whole, and how it is read and written. */
export interface Whole<State> {
  /** In errors: `the scanning configuration`. */
  what: string;
  /** As it is now; undefined where there is none. */
  current(): Promise<State | undefined>;
  isSame(a: State, b: State): boolean;
  put(state: State): Promise<unknown>;
  /** Deletes it, as it is: what lacks this always has a state. */
  remove?(state: State): Promise<unknown>;
}

/**
 * Writes a setting as planned, if the registry is still as the plan saw it, or already as declared. ECR compares
 * nothing itself, so a change by somebody else between this read and the write is lost, as with every other tool.
 *
 * @throws ChangedSincePlanError
 */
export async function writeWhole<State>(
  change: Step<State>,
  { what, current, isSame, put, remove }: Whole<State>,
): Promise<Outcome> {
  if (!isToBeMade(change)) return 'unchanged';
  const { before, after } = { before: undefined, after: undefined, ...change };
  const now = await current();
  const isLike = (state: State | undefined) =>
    now === undefined || state === undefined ? now === state : isSame(now, state);
  if (isLike(after)) return 'unchanged';
  if (!isLike(before)) throw new ChangedSincePlanError(what);
  if (after === undefined) {
    if (now !== undefined) await remove?.(now);
    return 'deleted';
  }
  await put(after);
  return change.action === 'create' ? 'created' : 'updated';
}

import { createHash } from 'node:crypto';
import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import type { LimitedKind } from '../config/schema/limited-kinds.ts';
import type { LimitsConfig } from '../config/schema/limits.ts';
import { explained } from '../runtime/explain.ts';
import { logger } from '../runtime/logger.ts';
import type { Action, Capability, EnforcedRule } from './action.ts';
import { begin, close, type Entry, markNotified } from './audit-log.ts';
import { type Claim, end, reserve } from './budget.ts';
import { inLedger } from './errors.ts';
import { isOwner, nameOf, type Owner, ownerOf } from './owner.ts';
import { type Consent, isPermitted } from './permits/consent.ts';
import { permitsOfRun, whyPaused } from './permits/permits.ts';
import { populationOf } from './population.ts';
import { notingRelease, releasedBy, type TagOfImage } from './releases.ts';

/** The result of an action. */
export type Performed<Result> =
  | { state: 'done'; id: string; result: Result }
  /** Nothing was done: the rule is not enforced or paused, or the registry has another owner. */
  | Observed
  /** Nothing was done: a limit is reached. */
  | { state: 'held'; kind: LimitedKind; per: 'run' | 'day'; most: number; used: number };

/** Nothing was done, and why. */
export interface Observed {
  state: 'observed';
  why: string;
  /** It is done once its capability is resumed; otherwise once its rule is allowed. */
  paused?: true;
}

/** What the work of an action answers. */
export interface Work {
  /** The result, in a word. */
  outcome: string;
  /** Nothing was left to do. */
  unneeded?: boolean;
}

/** Every action goes through it. Make one for each run. */
export interface Gate {
  /**
   * Why a rule only observes; undefined when it is enforced. Reads consent and pause in one call per capability, and
   * again after 30 seconds, so that a run which is under way stops soon after `pause` and `observe`.
   *
   * @throws LedgerUnreachableError
   */
  observes(rule: EnforcedRule, kind?: Action['kind']): Promise<string | undefined>;
  /**
   * Does it, if the rule is enforced and the limits allow it; records it in the audit log before and after.
   *
   * @throws LedgerUnreachableError when it cannot be counted or recorded: then nothing is done.
   * @throws what `work` throws, which is in the audit log then.
   */
  perform<Result extends Work>(
    action: Action,
    work: () => Promise<Result>,
  ): Promise<Performed<Result>>;
  /**
   * Why no rule of the capability removes a tag from an image: somebody has released it there. Undefined: nobody
   * has. One call; ask only of a tag that would be removed.
   *
   * @throws LedgerUnreachableError
   */
  released(capability: Capability, tagged: TagOfImage): Promise<string | undefined>;
  /** Records that these actions were reported. */
  notified(ids: Iterable<string>): Promise<void>;
}

export interface GateOptions {
  ecr: ECRClient;
  /** Undefined where no stack is deployed: then only actions of kind `setting` are done, unrecorded. */
  ledger: Ledger | undefined;
  limits: LimitsConfig;
  /** The owner that the registry has to have. */
  me: Owner;
  /** The function or person, for the audit log. */
  by: string;
  /** The same for all attempts of a run. */
  run: string;
  /** A person has confirmed the plan: no rule has to be allowed. Default false. */
  person?: boolean;
  /** A person does it although its capability is paused. Default false. */
  whilePaused?: boolean;
  now?: () => Date;
}

export function createGate(options: GateOptions): Gate {
  const { ecr, ledger, limits, me, by, run, now = () => new Date() } = options;
  const { person = false, whilePaused = false } = options;
  const foreign = once(() => whyNotOurs(ecr, me, person));
  // A run counts for the day on which it began: else one over midnight would have its limit twice.
  const day = now();
  const permits = ledger && permitsOfRun(ledger, now);
  const population = once(async () => ledger && inLedger(populationOf(ledger, now())));
  const images = async () => (await population())?.images;

  const totalOf = async ({ kind, of }: Action) =>
    isOfAllImages(kind) ? (of ?? (await images())) : of;
  const isUncounted = ({ kind }: Action, of: number | undefined) =>
    isOfAllImages(kind) && of === undefined && !person && hasShare(limits[kind]);

  const observedOf = async (
    rule: EnforcedRule,
    kind?: Action['kind'],
  ): Promise<Observed | undefined> => {
    const other = await foreign();
    if (other !== undefined) return { state: 'observed', why: other };
    if (person && (whilePaused || permits === undefined)) return undefined;
    if (permits === undefined) return { state: 'observed', why: 'there is no ledger' };
    const { given, paused } = await permits(rule.capability);
    if (paused) return { state: 'observed', why: whyPaused(rule.capability, paused), paused: true };
    if (person || isPermitted(given, rule, kind)) return undefined;
    return { state: 'observed', why: notAllowed(rule, given) };
  };

  return {
    observes: async (rule, kind) => (await observedOf(rule, kind))?.why,
    async perform(action, work) {
      const observed = await observedOf(action.rule, action.kind);
      if (observed !== undefined) return observed;
      if (ledger === undefined) return unrecorded(action, work);
      const of = await totalOf(action);
      if (isUncounted(action, of)) return { state: 'observed', why: NOT_COUNTED };
      const claim = claimOf({ ...action, ...(of !== undefined && { of }) }, run);
      if (claim) {
        const granted = await inLedger(reserve(ledger, limits, claim, day));
        if (!granted.granted) return { state: 'held', kind: claim.kind, ...granted };
      }
      const entry = await inLedger(begin(ledger, action, by, now()));
      const ended = async () => void (claim && (await end(ledger, claim, day)));
      const noted = () => notingRelease(ledger, { action, entry }, work);
      return { state: 'done', id: entry.id, result: await recorded(ledger, entry, noted, ended) };
    },
    released: async (capability, tagged) =>
      ledger && inLedger(releasedBy(ledger, capability, tagged)),
    async notified(ids) {
      if (ledger === undefined) return;
      for (const id of ids) if (id !== '') await markNotified(ledger, id);
    },
  };
}

/** Does the work and records the result; an error is recorded and thrown. */
async function recorded<Result extends Work>(
  ledger: Ledger,
  entry: Entry,
  work: () => Promise<Result>,
  ended: () => Promise<void>,
): Promise<Result> {
  let result: Result;
  try {
    result = await work();
  } catch (error) {
    // The error of the work says more than one of recording it.
    await close(ledger, entry, { state: 'failed', error: explained(error) }).catch(() => undefined);
    throw error;
  }
  const state = result.unneeded ? 'unneeded' : 'done';
  try {
    // First this: an action that is closed and not ended could be done again uncounted.
    await ended();
    await close(ledger, entry, { state, outcome: result.outcome });
  } catch (error) {
    // It is done and will be reported as such; in the audit log it stays `begun`.
    logger.error('An action was done, but its result could not be recorded', {
      id: entry.id,
      error,
    });
  }
  return result;
}

/** Without a stack nothing can be counted and recorded: only what needs neither is done. */
async function unrecorded<Result extends Work>(
  action: Action,
  work: () => Promise<Result>,
): Promise<Performed<Result>> {
  if (action.kind !== 'setting') return { state: 'observed', why: NO_LEDGER };
  return { state: 'done', id: '', result: await work() };
}

/** A percentage of images that go refers to all images, however few repositories a run checks. */
function isOfAllImages(kind: Action['kind']): kind is 'expire' | 'archive' | 'deleteImage' {
  return kind === 'expire' || kind === 'archive' || kind === 'deleteImage';
}

/** Whether a percentage limits it: 100 percent is no limit. */
function hasShare({ perRun, perDay }: LimitsConfig[LimitedKind]): boolean {
  return perRun.percent < 100 || perDay.percent < 100;
}

const NOT_COUNTED =
  'a share of all images limits it, and the first nightly walk has not counted them yet: the next one does it';

const NO_LEDGER =
  'such a change is counted and recorded by a stack of ecr-steward, and none is deployed for this registry';

function claimOf(action: Action, run: string): Claim | undefined {
  if (action.kind === 'setting') return undefined;
  return {
    kind: action.kind,
    action: keyOf(action),
    run,
    weight: action.weight ?? 1,
    of: action.of,
  };
}

/** The same for the same action, whoever does it. One whose weight has changed is another action. */
function keyOf({ kind, target, what, weight = 1 }: Action): string {
  const text = JSON.stringify([kind, target, what, weight]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Why nothing is to be changed in this registry; undefined when it is ours. */
async function whyNotOurs(ecr: ECRClient, me: Owner, person: boolean): Promise<string | undefined> {
  let owner: Owner | undefined;
  try {
    owner = await ownerOf(ecr, me);
  } catch (error) {
    return `the owner of this registry could not be read: ${explained(error)}`;
  }
  if (owner && !isOwner(owner, me)) return `this registry belongs to ${nameOf(owner)}`;
  // A function changes nothing without its mark, which the function `cache` sets, or `allow`.
  if (owner || person) return undefined;
  return `this registry has no mark of its owner yet: npx ecr-steward allow --stack ${me.stack} sets it`;
}

function notAllowed({ capability, name }: EnforcedRule, given: Consent | undefined): string {
  const isKnown = given?.names.includes(name);
  const what = isKnown ? `"${name}" does more than what was allowed` : `"${name}" is new`;
  return `${what}: npx ecr-steward allow ${capability} enforces it`;
}

function once<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | undefined;
  return () => (value ??= read());
}

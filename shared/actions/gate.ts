import { createHash } from 'node:crypto';
import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Ledger } from '../alerts/ledger.ts';
import type { LimitedKind } from '../config/schema/limited-kinds.ts';
import type { LimitsConfig } from '../config/schema/limits.ts';
import { explain } from '../runtime/explain.ts';
import { logger } from '../runtime/logger.ts';
import type { Action, Capability, EnforcedRule } from './action.ts';
import { begin, close, type Entry, markTold } from './audit-log.ts';
import { type Claim, end, reserve } from './budget.ts';
import { type Consent, consentTo, mayAct } from './consent.ts';
import { inLedger } from './errors.ts';
import { isOwner, nameOf, type Owner, ownerOf } from './owner.ts';
import { populationOf } from './population.ts';
import { notingRelease, releasedBy, type TagOfImage } from './releases.ts';

/** What came of an act. */
export type Performed<Result> =
  | { state: 'done'; id: string; result: Result }
  /** Nothing was done: nobody has let the rule act, or the registry is another's. */
  | { state: 'observed'; why: string }
  /** Nothing was done: a limit has no room for it. */
  | { state: 'held'; kind: LimitedKind; per: 'run' | 'day'; most: number; used: number };

/** What the work of an act answers. */
export interface Work {
  /** What came of it, in a word. */
  outcome: string;
  /** Nothing was to be done any more. */
  unneeded?: boolean;
}

/** The one door that every act goes through. Make one for each run. */
export interface Gate {
  /** Why a rule only observes; undefined when it acts. Asks once per run and capability. */
  observes(rule: EnforcedRule, kind?: Action['kind']): Promise<string | undefined>;
  /**
   * Does it, if the rule may act and the limits have room; it is in the journal before and after.
   *
   * @throws LedgerUnreachableError when it could not be counted or recorded: then nothing was done.
   * @throws what `work` throws, when that is in the journal.
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
  /** People know of these acts. */
  told(ids: Iterable<string>): Promise<void>;
}

export interface GateOptions {
  ecr: ECRClient;
  /** Undefined: there is none, as no stack is deployed. Then only what is not limited is done, unrecorded. */
  ledger: Ledger | undefined;
  limits: LimitsConfig;
  /** Whose registry it has to be. */
  me: Owner;
  /** Who acts, for the journal. */
  by: string;
  /** The same for all attempts of a run. */
  run: string;
  /** A person has seen the plan and wants it done: no rule has to be allowed. Default false. */
  person?: boolean;
  now?: () => Date;
}

export function createGate(options: GateOptions): Gate {
  const { ecr, ledger, limits, me, by, run, person = false, now = () => new Date() } = options;
  const whose = once(() => stranger(ecr, me, person));
  // A run counts for the day that it has begun on: else one over midnight would have its bound twice.
  const day = now();
  const consents = new Map<Capability, Promise<Consent | undefined>>();
  const population = once(async () => ledger && inLedger(populationOf(ledger, now())));

  const observes: Gate['observes'] = async (rule, kind) => {
    const other = await whose();
    if (other !== undefined || person) return other;
    if (ledger === undefined) return 'there is no ledger';
    const { capability } = rule;
    const asked = consents.get(capability) ?? inLedger(consentTo(ledger, capability));
    consents.set(capability, asked);
    const given = await asked;
    return mayAct(given, rule, kind) ? undefined : notAllowed(rule, given);
  };

  return {
    observes,
    async perform(action, work) {
      const why = await observes(action.rule, action.kind);
      if (why !== undefined) return { state: 'observed', why };
      if (ledger === undefined) return unrecorded(action, work);
      // What expires is a part of all images, however few repositories a run looks at.
      const of = action.kind === 'expire' ? (action.of ?? (await population())) : action.of;
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
    async told(ids) {
      if (ledger === undefined) return;
      for (const id of ids) if (id !== '') await markTold(ledger, id);
    },
  };
}

/** Does it, and writes down what came of it: an error too, which is thrown. */
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
    // What it was that failed counts more than that this could not be written down as well.
    await close(ledger, entry, { state: 'failed', error: reasonOf(error) }).catch(() => undefined);
    throw error;
  }
  const state = result.unneeded ? 'unneeded' : 'done';
  try {
    // First this: were it done and not ended, the same act could be done again uncounted.
    await ended();
    await close(ledger, entry, { state, outcome: result.outcome });
  } catch (error) {
    // It is done, and people are told so: in the journal it stays as one that may have been.
    logger.error('An act was done, and its end could not be written down', { id: entry.id, error });
  }
  return result;
}

/** Without a stack nothing is counted and recorded: so nothing is done that would have to be. */
async function unrecorded<Result extends Work>(
  action: Action,
  work: () => Promise<Result>,
): Promise<Performed<Result>> {
  if (action.kind !== 'setting') return { state: 'observed', why: NO_LEDGER };
  return { state: 'done', id: '', result: await work() };
}

const NO_LEDGER =
  'it is counted and recorded by a stack of ecr-steward, and none is deployed for this registry';

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

/** The same act, whoever does it. One that takes more than it did when it was begun is another one. */
function keyOf({ kind, target, what, weight = 1 }: Action): string {
  const text = JSON.stringify([kind, target, what, weight]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Why it is not ours to act here. */
async function stranger(ecr: ECRClient, me: Owner, person: boolean): Promise<string | undefined> {
  let owner: Owner | undefined;
  try {
    owner = await ownerOf(ecr, me);
  } catch (error) {
    return `it could not be read whose registry this is: ${reasonOf(error)}`;
  }
  if (owner && !isOwner(owner, me)) return `this registry belongs to ${nameOf(owner)}`;
  // A function only acts where its mark is: it is made by the function `cache`, or by `allow`.
  if (owner || person) return undefined;
  return `this registry has no mark of its owner yet: npx ecr-steward allow --stack ${me.stack} leaves it`;
}

function notAllowed({ capability, name }: EnforcedRule, given: Consent | undefined): string {
  const isKnown = given?.names.includes(name);
  const what = isKnown ? `"${name}" says more than what was allowed` : `"${name}" is new`;
  return `${what}: npx ecr-steward allow ${capability} lets it act`;
}

function reasonOf(error: unknown): string {
  return explain(error) ?? String(error);
}

function once<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | undefined;
  return () => (value ??= read());
}

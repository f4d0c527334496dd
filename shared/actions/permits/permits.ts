import * as z from 'zod/mini';
import type { Ledger } from '../../alerts/ledger/ledger.ts';
import { StewardError } from '../../runtime/errors.ts';
import type { Capability } from '../action.ts';
import { inLedger } from '../errors.ts';
import { type CapabilityItem, readCapability } from './capability-item.ts';
import { type Consent, givenIn } from './consent.ts';

/**
 * A person has stopped a capability (`ecr-steward pause`): none of its rules is enforced until `resume`.
 * What was allowed stays allowed. It is kept by capability, so that one can be resumed before the others.
 */
export interface Pause {
  /** The ARN of the person. */
  by: string;
  /** ISO 8601. */
  at: string;
  reason: string;
}

/** What holds for the rules of a capability now. */
export interface Permits {
  /** Undefined: nobody has allowed any. */
  given: Consent | undefined;
  /** Undefined: it is not paused. */
  paused: Pause | undefined;
}

/** Reads both in one call. */
export async function permitsOf(ledger: Ledger, capability: Capability): Promise<Permits> {
  const item = await readCapability(ledger, capability);
  return { given: givenIn(item), paused: pauseIn(item) };
}

/** The pauses of those of these capabilities that are paused. A call for each. */
export async function pausesOf(
  ledger: Ledger,
  capabilities: readonly Capability[],
): Promise<Map<Capability, Pause>> {
  const all = await Promise.all(
    capabilities.map(async (it) => [it, (await permitsOf(ledger, it)).paused] as const),
  );
  return new Map(all.flatMap(([name, paused]) => (paused ? [[name, paused] as const] : [])));
}

/** Milliseconds for which a run relies on what it has read of a capability. */
const RELIED_ON_MS = 30_000;

/**
 * Reads the permits of capabilities for one run: each once, and again when they are 30 seconds old.
 *
 * @throws LedgerUnreachableError where they cannot be read: then nothing is to be enforced.
 */
export function permitsOfRun(
  ledger: Ledger,
  now: () => Date,
): (capability: Capability) => Promise<Permits> {
  const known = new Map<Capability, { at: number; read: Promise<Permits> }>();
  return (capability) => {
    const last = known.get(capability);
    const at = now().getTime();
    // A clock that was put back makes nothing last longer.
    if (last && Math.abs(at - last.at) < RELIED_ON_MS) return last.read;
    const read = inLedger(permitsOf(ledger, capability));
    known.set(capability, { at, read });
    return read;
  };
}

/** Why nothing is enforced, as alerts and the command say it. */
export function whyPaused(capability: Capability, { by, at, reason }: Pause): string {
  return (
    `${capability} is paused since ${minuteOf(at)}, by ${by}: ${reason}. ` +
    `To enforce its rules again: npx ecr-steward resume ${capability}`
  );
}

/** @throws UnreadablePauseError for an item that says something else about a pause: then nothing is to be enforced. */
export function pauseIn(item: CapabilityItem | undefined): Pause | undefined {
  if (item?.paused === undefined) return undefined;
  const read = pauseShape.safeParse(parsed(item.paused.S));
  if (!read.success) throw new UnreadablePauseError();
  return read.data;
}

const pauseShape = z.object({ by: z.string(), at: z.iso.datetime(), reason: z.string() });

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

/** Somebody has written into the ledger what ecr-steward does not write: `resume` and `pause` replace it. */
export class UnreadablePauseError extends StewardError {
  override name = 'UnreadablePauseError' as const;

  constructor() {
    super('what the ledger says of a pause is not readable. npx ecr-steward resume removes it');
  }
}

/** `2026-11-27 09:12 UTC` */
export function minuteOf(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}

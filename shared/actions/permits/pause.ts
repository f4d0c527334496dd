import type { Ledger } from '../../alerts/ledger/ledger.ts';
import { StewardError } from '../../runtime/errors.ts';
import { explained } from '../../runtime/explain.ts';
import type { Capability } from '../action.ts';
import { type Entry, noteDone } from '../audit-log.ts';
import { type CapabilityItem, writeCapability } from './capability-item.ts';
import { type Pause, pauseIn, UnreadablePauseError } from './permits.ts';

/**
 * Stops capabilities, all at once, then records that in the audit log. A pause of one that is paused replaces it.
 *
 * @returns the pauses before, of those that were paused already.
 * @throws PausingError when only some could be stopped, or the audit log could not be written.
 */
export async function pause(
  ledger: Ledger,
  capabilities: readonly Capability[],
  { by, reason }: Pick<Pause, 'by' | 'reason'>,
  now: Date,
): Promise<Map<Capability, Pause>> {
  const after: Pause = { by, at: now.toISOString(), reason };
  const before = await writeAll(ledger, capabilities, after);
  const entries = capabilities.map((capability) => ({
    capability,
    before: before.get(capability),
  }));
  const what = `pause: ${reason}`;
  await noteAll(ledger, entries, { what, outcome: 'paused', after, by, now });
  return before;
}

/**
 * Ends pauses, then records that in the audit log: the allowed rules are enforced again.
 *
 * @returns the pauses that have ended. What was not paused is neither among them nor in the audit log.
 * @throws PausingError as `pause` does.
 */
export async function resume(
  ledger: Ledger,
  capabilities: readonly Capability[],
  by: string,
  now: Date,
): Promise<Map<Capability, Pause>> {
  const before = await writeAll(ledger, capabilities, undefined);
  const entries = [...before].map(([capability, pause]) => ({ capability, before: pause }));
  await noteAll(ledger, entries, { what: 'resume', outcome: 'resumed', by, now });
  return before;
}

async function writeAll(
  ledger: Ledger,
  capabilities: readonly Capability[],
  pause: Pause | undefined,
): Promise<Map<Capability, Pause>> {
  const paused = pause && { S: JSON.stringify(pause) };
  const written = await Promise.allSettled(
    capabilities.map((it) => writeCapability(ledger, it, { paused })),
  );
  const failed = capabilities.filter((_, at) => written[at]?.status === 'rejected');
  const [first] = written.flatMap((it) => (it.status === 'rejected' ? [it.reason] : []));
  if (failed.length === capabilities.length) throw first;
  if (failed.length > 0) {
    const rest = capabilities.filter((it) => !failed.includes(it));
    throw new PausingError(`only done for ${rest.join(', ')}; not for ${failed.join(', ')}`, first);
  }
  const before = capabilities.map((name, at) => {
    const item = written[at];
    return [name, item?.status === 'fulfilled' ? replacedIn(item.value) : undefined] as const;
  });
  return new Map(before.flatMap(([name, was]) => (was ? [[name, was] as const] : [])));
}

/** The pause that was replaced, also one that nobody can read. */
function replacedIn(item: CapabilityItem | undefined): Pause | undefined {
  try {
    return pauseIn(item);
  } catch (error) {
    if (!(error instanceof UnreadablePauseError)) throw error;
    return { by: 'somebody', at: new Date(0).toISOString(), reason: 'not readable' };
  }
}

/** One entry for each capability, as `history` and the table `acts` go by it. */
async function noteAll(
  ledger: Ledger,
  entries: readonly { capability: Capability; before: Pause | undefined }[],
  { what, outcome, after, by, now }: Noted,
): Promise<void> {
  try {
    for (const { capability, before } of entries) {
      const rule = { capability, name: 'all', text: '' };
      const states = { before: { paused: before ?? null }, after: { paused: after ?? null } };
      const action = { kind: 'setting' as const, rule, target: `all rules of ${capability}`, what };
      await noteDone(ledger, { ...action, ...states }, { by, outcome, now });
    }
  } catch (error) {
    throw new PausingError(`${outcome}, but the audit log could not be written`, error);
  }
}

interface Noted {
  what: string;
  outcome: 'paused' | 'resumed';
  after?: Pause;
  by: string;
  now: Date;
}

/** Pausing or resuming was done in part: running it again does the rest. */
export class PausingError extends StewardError {
  override name = 'PausingError' as const;

  constructor(what: string, cause: unknown) {
    super(`${what}: ${explained(cause)}. Run it again`, { cause });
  }
}

/** Whether an entry of the audit log is a pause or its end, which `undo` leaves to `resume` and `pause`. */
export function isOfPause({ before, after }: Pick<Entry, 'before' | 'after'>): boolean {
  return [before, after].some((it) => typeof it === 'object' && it !== null && 'paused' in it);
}

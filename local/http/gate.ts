import { setTimeout as sleep } from 'node:timers/promises';
import { check } from '../iam/check.ts';
import type { Permissions, PolicyOf } from '../iam/permissions.ts';
import type { Principal } from '../service/principal.ts';
import { type AwsError, toAwsError } from './errors.ts';
import type { Exchanges } from './exchange.ts';
import type { FaultableCall, FaultInjector, FaultVerdict } from './fault-injector.ts';

/** The outcome of a call. */
export type Outcome = { output: object } | { error: AwsError };

/** A call whose caller has to be allowed it. */
export interface JudgedCall extends FaultableCall {
  /** Absent where a call is another one's consequence, which needs no permission of its own. */
  caller?: Principal;
  /** The region that it arrives in. */
  region?: string;
  input?: unknown;
  policyOf?: PolicyOf | undefined;
}

/** An incoming call. */
export interface GatedCall extends JudgedCall {
  input: unknown;
  /** As in an exchange. */
  where?: string | undefined;
  /** Carries it out; an error that it throws is the error of the response. */
  run(): object | Promise<object>;
  /** Converts an output to what is sent. */
  wire(output: object): unknown;
  /** Is called with the outcome, also if the caller never gets it. */
  settled?(outcome: Outcome): void;
}

/** What every call passes: faults before and after it, the caller's permissions, and listeners. */
export interface Gate {
  /** @returns `undefined` when the connection is to be cut instead of answered */
  pass(call: GatedCall): Promise<Outcome | undefined>;
  /** The decision on a call that is carried out elsewhere, after the fault's delay. */
  judge(call: JudgedCall): Promise<FaultVerdict>;
  /** Aborts all calls that a fault is delaying. */
  close(): void;
}

export function createGate(
  faults: FaultInjector,
  exchanges: Exchanges,
  permissions: Permissions,
): Gate {
  const closing = new AbortController();
  const judge: Gate['judge'] = async (call) => {
    const verdict = faults.judge(call);
    const open = await waited(verdict.delayMs, closing.signal);
    if (!open) return { ...verdict, drop: 'before' };
    const { caller, region } = call;
    if (verdict.error || verdict.drop === 'before' || !caller || !region) return verdict;
    const refused = check(permissions, { ...call, caller, region });
    return refused ? { ...verdict, error: refused } : verdict;
  };
  return {
    judge,
    pass: async (call) => {
      const start = performance.now();
      const { error, drop } = await judge(call);
      if (drop === 'before') return undefined;
      const outcome = error ? { error } : await attempt(call);
      call.settled?.(outcome);
      const { service, operation, principalArn, where, input } = call;
      const result =
        'output' in outcome
          ? { output: call.wire(outcome.output) }
          : { error: plain(outcome.error) };
      const durationMs = performance.now() - start;
      const seen = { service, operation, principalArn, ...(where && { where }), input };
      exchanges.publish({ ...seen, ...result, durationMs });
      return drop === 'after' ? undefined : outcome;
    },
    close: () => closing.abort(),
  };
}

async function attempt(call: GatedCall): Promise<Outcome> {
  try {
    return { output: await call.run() };
  } catch (thrown) {
    return { error: toAwsError(thrown) };
  }
}

/** An error in the shape that an exchange has. */
export function plain({ name, message, status }: AwsError) {
  return { name, message, status };
}

/** @returns `true` after the time has passed; `false` when the AWS was closed meanwhile */
async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  if (ms <= 0) return true;
  return sleep(ms, true, { signal }).catch(() => false);
}

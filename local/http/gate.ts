import { setTimeout as sleep } from 'node:timers/promises';
import { type AwsError, toAwsError } from './errors.ts';
import type { Exchanges } from './exchange.ts';
import type { FaultableCall, FaultInjector, FaultVerdict } from './fault-injector.ts';

/** What became of a call. */
export type Outcome = { output: object } | { error: AwsError };

/** A call on its way in. */
export interface GatedCall extends FaultableCall {
  input: unknown;
  /** As in an exchange. */
  where?: string | undefined;
  /** Carries it out; what it throws becomes the error of the answer. */
  run(): object | Promise<object>;
  /** Makes of an output what goes on the wire. */
  wire(output: object): unknown;
  /** Is told the outcome, also one that the caller will never see. */
  settled?(outcome: Outcome): void;
}

/** What every call passes: faults on the way in and out, and those who watch. */
export interface Gate {
  /** @returns `undefined` when the connection is to be cut instead of an answer */
  pass(call: GatedCall): Promise<Outcome | undefined>;
  /** The verdict on a call that is carried out elsewhere, after the delay that it asks for. */
  judge(call: FaultableCall): Promise<FaultVerdict>;
  /** Cuts all calls short that a fault is holding back. */
  close(): void;
}

export function createGate(faults: FaultInjector, exchanges: Exchanges): Gate {
  const closing = new AbortController();
  const judge: Gate['judge'] = async (call) => {
    const verdict = faults.judge(call);
    const open = await waited(verdict.delayMs, closing.signal);
    return open ? verdict : { ...verdict, drop: 'before' };
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
      const told = { service, operation, principalArn, ...(where && { where }), input };
      exchanges.publish({ ...told, ...result, durationMs });
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

/** An error in the shape in which an exchange tells it. */
export function plain({ name, message, status }: AwsError) {
  return { name, message, status };
}

/** @returns whether the time went by; `false` when the AWS was closed meanwhile */
async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  if (ms <= 0) return true;
  return sleep(ms, true, { signal }).catch(() => false);
}

import { AwsError, accessDenied, notAuthorized } from './errors.ts';
import type { ErrorFault, Fault, Faults, Odds, RateFault } from './faults.ts';

/** A call that a fault may hit. */
export interface FaultableCall {
  service: string;
  operation: string;
  /** ARN of the caller and of the resource, for AWS's message of `AccessDeniedException`. */
  principalArn: string;
  resource: string;
}

/** What happens to one call. */
export interface FaultVerdict {
  delayMs: number;
  error?: AwsError;
  drop?: 'before' | 'after';
}

export interface FaultInjector extends Faults {
  judge(call: FaultableCall): FaultVerdict;
}

/** @param now milliseconds that never go back, for rates. */
export function createFaults(
  initial: readonly Fault[] = [],
  now: () => number = () => performance.now(),
): FaultInjector {
  let armed = initial.map((fault) => arm(fault, now));
  return {
    set: (faults) => {
      armed = faults.map((fault) => arm(fault, now));
    },
    clear: () => {
      armed = [];
    },
    judge: (call) => {
      const verdict: FaultVerdict = { delayMs: 0 };
      for (const fault of armed) {
        if (!fault.matches(call)) continue;
        fault.apply(verdict, call);
        if (verdict.error || verdict.drop) break;
      }
      return verdict;
    },
  };
}

interface ArmedFault {
  matches(call: FaultableCall): boolean;
  apply(verdict: FaultVerdict, call: FaultableCall): void;
}

function arm(fault: Fault, now: () => number): ArmedFault {
  const operations = fault.operations ?? ['*'];
  return {
    matches: ({ service, operation }) =>
      operations.some(
        (it) => it === '*' || it === `${service}:*` || it === `${service}:${operation}`,
      ),
    apply: effectOf(fault, randomNumbers(fault.seed ?? 1), now),
  };
}

function effectOf(fault: Fault, random: () => number, now: () => number): ArmedFault['apply'] {
  if ('latencyMs' in fault) {
    return (verdict) => {
      verdict.delayMs += fault.latencyMs + random() * (fault.jitterMs ?? 0);
    };
  }
  if ('requestsPerSecond' in fault) {
    const allow = tokenBucket(fault, now);
    return (verdict) => {
      if (!allow()) verdict.error = new AwsError('ThrottlingException', 'Rate exceeded', 429);
    };
  }
  const hits = odds(fault, random);
  return (verdict, call) => {
    if (!hits()) return;
    if ('drop' in fault) verdict.drop = fault.drop;
    else verdict.error = injectedError(fault, call);
  };
}

function tokenBucket(fault: RateFault, now: () => number): () => boolean {
  const size = fault.burst ?? Math.max(1, fault.requestsPerSecond);
  let tokens = size;
  let last = now();
  return () => {
    const time = now();
    tokens = Math.min(size, tokens + ((time - last) / 1000) * fault.requestsPerSecond);
    last = time;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

function odds(fault: Odds, random: () => number): () => boolean {
  const { probability = 1, after = 0, times = Number.POSITIVE_INFINITY } = fault;
  let seen = 0;
  let hit = 0;
  return () => {
    seen += 1;
    if (seen <= after || hit >= times || random() >= probability) return false;
    hit += 1;
    return true;
  };
}

const statusByError: Record<string, number> = {
  ServerException: 500,
  InternalFailure: 500,
  InternalServiceError: 500,
  ServiceUnavailable: 503,
  ThrottlingException: 429,
  AccessDenied: 403,
};

function injectedError(fault: ErrorFault, call: FaultableCall): AwsError {
  const status = fault.status ?? statusByError[fault.error] ?? 400;
  return new AwsError(fault.error, fault.message ?? usualMessage(fault.error, call), status);
}

function usualMessage(error: string, call: FaultableCall): string {
  if (error === 'ThrottlingException') return 'Rate exceeded';
  const action = `${call.service}:${call.operation}`;
  if (error === 'AccessDenied') return notAuthorized(call.principalArn, action, call.resource);
  if (error !== 'AccessDeniedException') return error;
  return accessDenied(call.principalArn, action, call.resource).message;
}

/** Mulberry32: uniform random numbers from 0 to 1, reproducible by seed. */
function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

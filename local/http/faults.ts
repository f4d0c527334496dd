import { AwsError, accessDenied } from './errors.ts';

/**
 * What can go wrong, and for which calls. Several faults apply in the order given: latencies add up, and the
 * first one that refuses or drops a call decides about it.
 */
export type Fault = FaultTarget & (LatencyFault | RateFault | ErrorFault | DropFault);

interface FaultTarget {
  /** `ecr:DescribeImages`, `secretsmanager:*` or `*` (the default: every call). */
  operations?: readonly string[];
  /** Start of the fault's own random numbers, so that a run can be repeated; default 1. */
  seed?: number;
}

export interface LatencyFault {
  /** Milliseconds by which the answer is held back. */
  latencyMs: number;
  /** Up to so many milliseconds more, drawn evenly; default 0. */
  jitterMs?: number;
}

/** Above the rate, `ThrottlingException` "Rate exceeded" with HTTP 429, as ECR answers. */
export interface RateFault {
  requestsPerSecond: number;
  /** Calls that may come at once before the rate counts; default: those of one second, at least 1. */
  burst?: number;
}

/** Which of the matching calls are hit; by default all of them. */
interface Odds {
  /** From 0 (never) to 1 (always, the default). */
  probability?: number;
  /** So many matching calls pass unharmed first; default 0. */
  after?: number;
  /** At most so many calls are hit; default: no limit. */
  times?: number;
}

export interface ErrorFault extends Odds {
  /** Exception name, such as `ServerException` or `AccessDeniedException`. */
  error: string;
  /** Default: AWS's own wording for `AccessDeniedException` and throttling, the name for all others. */
  message?: string;
  /** HTTP status. Default 400, 500 for `ServerException` and `InternalFailure`, 429 for `ThrottlingException`. */
  status?: number;
}

export interface DropFault extends Odds {
  /** The connection is cut `before` the call took effect or `after` it, when only the answer is lost. */
  drop: 'before' | 'after';
}

/** The faults of a running AWS; both calls take effect at once. */
export interface Faults {
  /** Replaces all faults; counters and random numbers start anew. */
  set(faults: readonly Fault[]): void;
  clear(): void;
}

/** A call that a fault may hit. */
export interface FaultableCall {
  service: string;
  operation: string;
  /** ARN of the caller and of what it calls for, for AWS's wording of `AccessDeniedException`. */
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
};

function injectedError(fault: ErrorFault, call: FaultableCall): AwsError {
  const status = fault.status ?? statusByError[fault.error] ?? 400;
  return new AwsError(fault.error, fault.message ?? usualMessage(fault.error, call), status);
}

function usualMessage(error: string, call: FaultableCall): string {
  if (error === 'ThrottlingException') return 'Rate exceeded';
  if (error !== 'AccessDeniedException') return error;
  const action = `${call.service}:${call.operation}`;
  return accessDenied(call.principalArn, action, call.resource).message;
}

/** Mulberry32: evenly spread numbers from 0 up to 1, the same ones for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

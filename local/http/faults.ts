/**
 * What can go wrong, and for which calls. Several faults apply in the order given: latencies add up, and the
 * first one that refuses or drops a call decides about it.
 */
export type Fault = FaultTarget & (LatencyFault | RateFault | ErrorFault | DropFault);

interface FaultTarget {
  /** `ecr:DescribeImages`, `secretsmanager:*` or `*` (the default: every call). */
  operations?: readonly string[];
  /** Seed of the fault's random numbers, so that a run can be repeated; default 1. */
  seed?: number;
}

export interface LatencyFault {
  /** Milliseconds by which the response is delayed. */
  latencyMs: number;
  /** Up to this many milliseconds more, uniformly random; default 0. */
  jitterMs?: number;
}

/** Above the rate, `ThrottlingException` "Rate exceeded" with HTTP 429, as ECR answers. */
export interface RateFault {
  requestsPerSecond: number;
  /** Burst: calls that may come at once; default: the calls of one second, at least 1. */
  burst?: number;
}

/** Which of the matching calls are hit; by default all of them. */
export interface Odds {
  /** From 0 (never) to 1 (always, the default). */
  probability?: number;
  /** How many matching calls pass first; default 0. */
  after?: number;
  /** How many calls are hit at most; default: no limit. */
  times?: number;
}

export interface ErrorFault extends Odds {
  /** Exception name, such as `ServerException` or `AccessDeniedException`; S3 and STS say `AccessDenied`. */
  error: string;
  /** Default: AWS's own message for denied access and throttling, else the name. */
  message?: string;
  /**
   * HTTP status. Default 400, 403 for `AccessDenied`, 429 for `ThrottlingException`, 500 for `ServerException`
   * and `InternalFailure`.
   */
  status?: number;
}

export interface DropFault extends Odds {
  /** The connection is cut `before` the call takes effect, or `after` it, so that only the response is lost. */
  drop: 'before' | 'after';
}

/** The faults of a running AWS; both calls take effect at once. */
export interface Faults {
  /** Replaces all faults and resets counters and random numbers. */
  set(faults: readonly Fault[]): void;
  clear(): void;
}

import type { OperationUpdate, WireOperation } from '@aws/durable-execution-sdk-js';

/** A durable execution, as far as it has come. */
export interface DurableExecution {
  readonly arn: string;
  /** In the order in which they began; the execution itself is none of them. */
  readonly operations: readonly DurableOperation[];
  /** What counts towards the limit: each operation, and each retry of a step once more. */
  readonly operationCount: number;
  /** What its checkpoints and its input wrote, in bytes. */
  readonly bytes: number;
  /** How often the handler was run: the first time, to resume, and after a crash. */
  readonly invocations: number;
  /** How many of these ended without an answer: killed, timed out, or thrown out of the handler. */
  readonly crashes: number;
}

/** A step, a wait, a context, a callback or a chained invocation. */
export interface DurableOperation {
  readonly id: string;
  /** The context that it is in; none at the top. */
  readonly parentId?: string;
  readonly name?: string;
  /** `STEP`, `WAIT`, `CONTEXT`, `CALLBACK`, `CHAINED_INVOKE` */
  readonly type: string;
  /** What the SDK used it for: `Map`, `MapIteration`, `Step`, `Wait` … */
  readonly subType?: string;
  /** `STARTED`, `PENDING`, `READY`, `SUCCEEDED`, `FAILED` … */
  readonly status: string;
  /** How often a step was tried. */
  readonly attempts?: number;
  /** How long a wait or the pauses before retries were to last, in seconds; locally they are skipped. */
  readonly skippedSeconds?: number;
}

/** One change of an operation, as the function reported it. */
export interface DurableCheckpoint extends Omit<DurableOperation, 'status' | 'attempts'> {
  readonly executionArn: string;
  /** `START`, `SUCCEED`, `FAIL`, `RETRY`, `CANCEL` */
  readonly action: string;
}

/**
 * The quotas of one durable execution (Lambda quotas, "Durable functions"; no account can raise them).
 * Whether a retry counts as an operation is only said of the bill, so it counts here.
 */
export interface DurableLimits {
  readonly operations: number;
  readonly bytes: number;
  /** Of one checkpoint's payload. */
  readonly payloadBytes: number;
}

export const DURABLE_LIMITS: DurableLimits = {
  operations: 3000,
  bytes: 100_000_000,
  payloadBytes: 256 * 1024,
};

/** Keeps what is known of an execution, and counts it. */
export interface Journal {
  readonly arn: string;
  /** Takes in what the function reports. Answers which limit that goes past, if one. */
  report(updates: readonly OperationUpdate[]): string | undefined;
  /** Takes in what the service says of operations. */
  absorb(operations: readonly WireOperation[]): void;
  invoked(): void;
  crashed(): void;
  read(): DurableExecution;
}

export function createJournal(arn: string, input: string, limits: DurableLimits): Journal {
  const operations = new Map<string, DurableOperation>();
  const counts = { operationCount: 0, bytes: Buffer.byteLength(input), invocations: 0, crashes: 0 };

  function record(update: OperationUpdate): string | undefined {
    const { Id = '', Action, Type } = update;
    const payload = payloadOf(update);
    counts.bytes += payload;
    if (Type === 'EXECUTION') return undefined; // a result that is too large for an answer
    const known = operations.get(Id);
    if (!known || Action === 'RETRY') counts.operationCount += 1;
    operations.set(Id, { ...known, ...described(update, known) });
    return excess(counts, payload, limits);
  }

  return {
    arn,
    report(updates) {
      for (const update of updates) {
        const problem = record(update);
        if (problem !== undefined) return `${update.Type} ${update.Name ?? update.Id}: ${problem}`;
      }
      return undefined;
    },
    absorb(changed) {
      for (const { Id = '', Status, StepDetails } of changed) {
        const known = operations.get(Id);
        if (!known || !Status) continue;
        const attempts = StepDetails?.Attempt;
        operations.set(Id, { ...known, status: Status, ...(attempts && { attempts }) });
      }
    },
    invoked() {
      counts.invocations += 1;
    },
    crashed() {
      counts.crashes += 1;
    },
    read: () => ({ arn, operations: [...operations.values()], ...counts }),
  };
}

type Counts = Pick<DurableExecution, 'operationCount' | 'bytes'>;

function excess(counts: Counts, payload: number, limits: DurableLimits): string | undefined {
  if (counts.operationCount > limits.operations) {
    return `a durable execution has at most ${limits.operations} operations (retries count)`;
  }
  if (counts.bytes > limits.bytes) {
    return `a durable execution keeps at most ${limits.bytes} bytes, and this makes ${counts.bytes}`;
  }
  if (payload > limits.payloadBytes) {
    return `output payload size must be less than or equal to ${limits.payloadBytes} bytes, not ${payload}`;
  }
  return undefined;
}

function payloadOf({ Payload = '', Error: error }: OperationUpdate): number {
  return Buffer.byteLength(Payload) + (error ? Buffer.byteLength(JSON.stringify(error)) : 0);
}

function described(update: OperationUpdate, known?: DurableOperation): DurableOperation {
  const status = known?.status ?? 'STARTED';
  return { ...identityOf(update, known?.skippedSeconds), status };
}

/** What an update says of the operation itself. */
export function identityOf(update: OperationUpdate, skippedBefore = 0) {
  const { Id = '', ParentId, Name, Type = '', SubType, WaitOptions, StepOptions } = update;
  const seconds = WaitOptions?.WaitSeconds ?? StepOptions?.NextAttemptDelaySeconds ?? 0;
  const skippedSeconds = skippedBefore + seconds;
  return {
    id: Id,
    type: Type,
    ...(ParentId !== undefined && { parentId: ParentId }),
    ...(Name !== undefined && { name: Name }),
    ...(SubType !== undefined && { subType: SubType }),
    ...(skippedSeconds > 0 && { skippedSeconds }),
  };
}

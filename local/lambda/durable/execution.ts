import type { OperationUpdate, WireOperation } from '@aws/durable-execution-sdk-js';

/** A durable execution and its progress. */
export interface DurableExecution {
  readonly arn: string;
  /** In the order in which they began, without the execution itself. */
  readonly operations: readonly DurableOperation[];
  /** The count that is limited: operations plus retries of steps. */
  readonly operationCount: number;
  /** Size of its checkpoints and its input, in bytes. */
  readonly bytes: number;
  /** How often the handler ran: first, to resume, and after a crash. */
  readonly invocations: number;
  /** How many of these ended without a result: killed, timed out, or with an error thrown by the handler. */
  readonly crashes: number;
}

/** A step, a wait, a context, a callback or a chained invocation. */
export interface DurableOperation {
  readonly id: string;
  /** The enclosing context; none at the top. */
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
  /** Requested duration of a wait or of the pauses before retries, in seconds; locally they are skipped. */
  readonly skippedSeconds?: number;
}

/** One change of an operation, as the function reported it. */
export interface DurableCheckpoint extends Omit<DurableOperation, 'status' | 'attempts'> {
  readonly executionArn: string;
  /** `START`, `SUCCEED`, `FAIL`, `RETRY`, `CANCEL` */
  readonly action: string;
}

/**
 * The quotas of one durable execution (Lambda quotas, "Durable functions"; no account can raise them). AWS
 * documents that a retry is billed as an operation, not whether it counts towards the quota; here it does.
 */
export interface DurableLimits {
  readonly operations: number;
  readonly bytes: number;
  /** Size of one checkpoint's payload. */
  readonly payloadBytes: number;
}

export const DURABLE_LIMITS: DurableLimits = {
  operations: 3000,
  bytes: 100_000_000,
  payloadBytes: 256 * 1024,
};

/** Tracks an execution and counts its operations and bytes. */
export interface Journal {
  readonly arn: string;
  /** Records what the function reports. Returns the limit that this exceeds, if any. */
  report(updates: readonly OperationUpdate[]): string | undefined;
  /** Records what the service reports of operations. */
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
    return `a durable execution keeps at most ${limits.bytes} bytes, not ${counts.bytes}`;
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

/** What an update contains about the operation itself. */
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

import type { LambdaFunction } from '../function.ts';
import type { FunctionError } from '../outcome.ts';
import type { Journal } from './execution.ts';
import type { ExecutionService } from './service.ts';

/** The input of an invocation of a durable function. */
export interface Start {
  readonly token: string;
  readonly operations: readonly object[];
  /** Operations that changed while the function was not running. */
  readonly updated: readonly string[];
}

/** What a handler in `withDurableExecution` answers. */
export type DurableAnswer =
  | { readonly Status: 'SUCCEEDED'; readonly Result?: string }
  | { readonly Status: 'PENDING' }
  | { readonly Status: 'FAILED'; readonly Error: ErrorObject };

interface ErrorObject {
  readonly ErrorType: string;
  readonly ErrorMessage: string;
  readonly StackTrace?: string[];
}

/**
 * AWS retries until the execution's own timeout; this many runs without progress are enough to see that there is
 * none.
 */
const CRASHES_WITHOUT_PROGRESS = 3;

/** The handler's runs for one execution. */
export function createInvocations(lambda: LambdaFunction, journal: Journal, requestId: string) {
  const logs: string[] = [];

  async function once(start: Start): Promise<DurableAnswer | FunctionError> {
    journal.invoked();
    const { outcome, logs: lines } = await lambda.invoke(eventOf(journal.arn, start), requestId);
    logs.push(...lines);
    if (!outcome.ok) return outcome.error;
    return isAnswer(outcome.result) ? outcome.result : failedWith(NOT_DURABLE);
  }

  return {
    /** The output of all runs so far. */
    logs,
    /**
     * Runs the handler until it returns. If it ends otherwise (killed, timed out, an error that the SDK did not
     * record as the execution's), it runs again from the existing checkpoints, as on AWS.
     */
    async run(service: ExecutionService, first: Start): Promise<DurableAnswer> {
      let start = first;
      let without = 0;
      let known = -1;
      for (;;) {
        const answer = await once(start);
        if (service.problem !== undefined) return failedWith(limitError(service.problem));
        if ('Status' in answer) return answer;
        journal.crashed();
        const { operationCount, bytes } = journal.read();
        without = operationCount + bytes > known ? 1 : without + 1;
        known = operationCount + bytes;
        if (without >= CRASHES_WITHOUT_PROGRESS) return failedWith(answer);
        start = { ...first, operations: await service.state(first.token), updated: [] };
      }
    },
  };
}

function eventOf(arn: string, { token, operations, updated }: Start): object {
  return {
    DurableExecutionArn: arn,
    CheckpointToken: token,
    InitialExecutionState: { Operations: operations, NextMarker: '' },
    UpdatedOperationIds: updated,
  };
}

const NOT_DURABLE: FunctionError = {
  name: 'InvalidParameterValueException',
  message:
    'the handler of a function with a durableConfig must be wrapped in withDurableExecution: ' +
    'its result has no Status of SUCCEEDED, FAILED or PENDING',
};

function limitError(problem: string): FunctionError {
  return { name: 'DurableExecutionLimitExceeded', message: problem };
}

function isAnswer(value: unknown): value is DurableAnswer {
  if (typeof value !== 'object' || value === null) return false;
  return ['SUCCEEDED', 'FAILED', 'PENDING'].includes(String(Reflect.get(value, 'Status')));
}

function failedWith({ name, message, stack }: FunctionError): DurableAnswer {
  const trace = stack === undefined ? {} : { StackTrace: stack.split('\n') };
  return { Status: 'FAILED', Error: { ErrorType: name, ErrorMessage: message, ...trace } };
}

import type { LambdaFunction } from '../function.ts';
import type { FunctionError } from '../outcome.ts';
import type { Journal } from './execution.ts';
import type { ExecutionService } from './service.ts';

/** What an invocation of a durable function starts from. */
export interface Start {
  readonly token: string;
  readonly operations: readonly object[];
  /** Operations that went on while the function was not running. */
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

/** AWS goes on until the execution's own timeout; without progress, this is enough to see that there is none. */
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
    /** What all runs so far wrote. */
    logs,
    /**
     * Runs the handler until it answers. One that ends otherwise (killed, out of time, an error that the SDK
     * did not take for the execution's) is run again from the checkpoints that there are, as on AWS.
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
    'the handler of a function with a durableConfig must be made by withDurableExecution: ' +
    'its answer has no Status of SUCCEEDED, FAILED or PENDING',
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

import type { IncomingMessage, ServerResponse } from 'node:http';
import type {
  DurableExecutionClient,
  OperationUpdate,
  WireOperation,
} from '@aws/durable-execution-sdk-js';
import { parseJsonBody, readBody } from '../../http/body.ts';
import type { Handler } from '../../http/listener.ts';
import { type DurableCheckpoint, identityOf, type Journal } from './execution.ts';

/** One execution as its function sees it: Lambda's API for its checkpoints and its state. */
export interface ExecutionService {
  /** The prefix of the paths of its calls. */
  readonly path: string;
  readonly handler: Handler;
  /** All operations, in the JSON form that a newly started function gets. */
  state(token: string): Promise<readonly object[]>;
  /** Why the execution must stop: it exceeds a limit. */
  readonly problem: string | undefined;
}

export interface ExecutionServiceOptions {
  readonly journal: Journal;
  /** The runner's id of the execution, and its store. */
  readonly id: string;
  readonly client: DurableExecutionClient;
  /** Called with each change before it is stored. */
  readonly onCheckpoint: (checkpoint: DurableCheckpoint) => void;
  /** Called with the function to invoke, before it is invoked. */
  readonly onChainedInvoke: (functionName: string) => void;
}

/**
 * The two calls that a durable function makes (AWS Lambda API Reference, CheckpointDurableExecution and
 * GetDurableExecutionState), so that its bundle runs with its own client as on AWS. For the runner, waits and the
 * pauses before retries of a step have no duration.
 */
export function executionService(options: ExecutionServiceOptions): ExecutionService {
  const { journal, id, client, onCheckpoint, onChainedInvoke } = options;
  const path = `/2025-12-01/durable-executions/${encodeURIComponent(journal.arn)}/`;
  const storing = new Set<Promise<unknown>>();
  const delays = new Map<string, number>();
  let problem: string | undefined;

  async function state(token: string) {
    // What a function reported before it was killed is stored, or is about to be.
    await Promise.allSettled(storing);
    const answer = await client.getExecutionState({
      DurableExecutionArn: id,
      CheckpointToken: token,
      Marker: '',
      MaxItems: 1000,
    });
    journal.absorb(answer.Operations ?? []);
    return answer.Operations ?? [];
  }

  async function checkpoint(body: string): Promise<object> {
    const { CheckpointToken = '', Updates = [] } = parseJsonBody(body) as Checkpoint;
    problem ??= journal.report(Updates);
    if (problem !== undefined) throw new Error(problem);
    for (const update of Updates) {
      onCheckpoint({
        ...identityOf(update),
        action: update.Action ?? '',
        executionArn: journal.arn,
      });
      const invoked = update.ChainedInvokeOptions?.FunctionName;
      if (invoked !== undefined) onChainedInvoke(invoked);
    }
    const stored = client.checkpoint({
      DurableExecutionArn: id,
      CheckpointToken,
      Updates: Updates.map(withoutDelay),
    });
    storing.add(stored);
    const answer = await stored.finally(() => storing.delete(stored));
    const operations = answer.NewExecutionState?.Operations ?? [];
    journal.absorb(operations);
    for (const update of Updates) delays.set(update.Id ?? '', delayOf(update));
    return { ...answer, NewExecutionState: { Operations: operations.map(withDelay) } };
  }

  /** The function gets the time that it requested, so that it suspends as on AWS. */
  function withDelay(operation: WireOperation): WireOperation {
    const { Id = '', Status, WaitDetails, StepDetails } = operation;
    const end = new Date(Date.now() + (delays.get(Id) ?? 0) * 1000);
    if (Status === 'STARTED' && WaitDetails) {
      return { ...operation, WaitDetails: { ...WaitDetails, ScheduledEndTimestamp: end } };
    }
    if (Status === 'PENDING' && StepDetails) {
      return { ...operation, StepDetails: { ...StepDetails, NextAttemptTimestamp: end } };
    }
    return operation;
  }

  async function answerTo(request: IncomingMessage): Promise<object | undefined> {
    const { method, url = '' } = request;
    const { pathname, searchParams } = new URL(url.slice(path.length), 'http://local/');
    if (method === 'POST' && pathname === '/checkpoint') {
      return await checkpoint(await readBody(request));
    }
    if (method === 'GET' && pathname === '/state') {
      return { Operations: await state(searchParams.get('CheckpointToken') ?? '') };
    }
    return undefined;
  }

  return {
    path,
    state,
    get problem() {
      return problem;
    },
    handler: (request, response) => {
      answerTo(request).then(
        (body) => (body ? send(response, 200, body) : refuse(response, 404, UNKNOWN_CALL)),
        (error) => refuse(response, 400, error instanceof Error ? error.message : String(error)),
      );
    },
  };
}

interface Checkpoint {
  readonly CheckpointToken?: string;
  readonly Updates?: OperationUpdate[];
}

const UNKNOWN_CALL =
  'of durable executions, the local AWS has only CheckpointDurableExecution and GetDurableExecutionState';

/** The duration of a wait, or of the pause before the next retry of a step; seconds. */
function delayOf({ WaitOptions, StepOptions }: OperationUpdate): number {
  return WaitOptions?.WaitSeconds ?? StepOptions?.NextAttemptDelaySeconds ?? 0;
}

function withoutDelay(update: OperationUpdate): OperationUpdate {
  const { WaitOptions, StepOptions } = update;
  return {
    ...update,
    ...(WaitOptions && { WaitOptions: { ...WaitOptions, WaitSeconds: 0 } }),
    ...(StepOptions && { StepOptions: { ...StepOptions, NextAttemptDelaySeconds: 0 } }),
  };
}

function refuse(response: ServerResponse, status: number, message: string): void {
  const type = status === 404 ? 'ResourceNotFoundException' : 'InvalidParameterValueException';
  response.setHeader('x-amzn-errortype', type);
  send(response, status, { Type: 'User', message });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(withEpochSeconds(body)));
}

/** Times as Lambda's API has them. */
function withEpochSeconds(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(withEpochSeconds);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, withEpochSeconds(item)]);
  return Object.fromEntries(entries);
}

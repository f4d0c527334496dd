import { randomUUID } from 'node:crypto';
import type {
  DurableExecutionInvocationInputWithClient,
  DurableLambdaHandler,
} from '@aws/durable-execution-sdk-js';
import type { TestResult } from '@aws/durable-execution-sdk-js-testing';
import type { Mounts } from '../../http/mounts.ts';
import type { LambdaFunction } from '../function.ts';
import type { InvocationOutcome } from '../outcome.ts';
import { createJournal, type DurableCheckpoint, type DurableLimits } from './execution.ts';
import { createInvocations } from './invocations.ts';
import { releaseRunner, takeRunner } from './runner.ts';
import { executionService } from './service.ts';

export interface DurableOptions {
  /** The function's qualified ARN, with which the ARNs of its executions begin. */
  readonly qualifiedArn: string;
  readonly limits: DurableLimits;
  /** Serves the API of an execution at the endpoint. */
  readonly mount: Mounts['mount'];
  /** Invokes another function, or this one, by the name that `ctx.invoke` was given. */
  readonly chain: (functionName: string, payload: unknown) => Promise<InvocationOutcome>;
  /** Called with each change of an operation, before it is stored. */
  readonly onCheckpoint: (checkpoint: DurableCheckpoint) => void;
}

/** What AWS's runner passes to a handler; the published types have only its parts. */
type RunnerEvent = DurableExecutionInvocationInputWithClient & {
  readonly UpdatedOperationIds?: string[];
};

/**
 * Makes a function durable: one `invoke` is one execution, in which the handler runs as often as needed. AWS's
 * testing runner keeps the checkpoints and decides when to resume; the handler itself runs in `lambda`.
 */
export function createDurableFunction(
  lambda: LambdaFunction,
  options: DurableOptions,
): LambdaFunction {
  const running = new Set<Promise<unknown>>();
  let taken: ReturnType<typeof takeRunner> | undefined;

  async function execute(event: unknown, requestId: string) {
    taken ??= takeRunner();
    const Runner = await taken;
    const input = JSON.stringify(event ?? {});
    const arn = `${options.qualifiedArn}/durable-execution/${randomUUID()}/${randomUUID()}`;
    const journal = createJournal(arn, input, options.limits);
    const invocations = createInvocations(lambda, journal, requestId);
    let close = () => {};
    let service: ReturnType<typeof executionService> | undefined;

    const handler = async (given: RunnerEvent) => {
      if (!service) {
        service = executionService({
          journal,
          id: given.DurableExecutionArn,
          client: given.durableExecutionClient,
          onCheckpoint: options.onCheckpoint,
          onChainedInvoke: (name) => runner.registerFunction(name, chained(options, name)),
        });
        close = options.mount(service.path, service.handler);
      }
      const { Operations = [] } = given.InitialExecutionState;
      journal.absorb(Operations);
      return await invocations.run(service, {
        token: given.CheckpointToken,
        operations: Operations,
        updated: given.UpdatedOperationIds ?? [],
      });
    };
    // The runner calls it with what Lambda would pass; its type expects the SDK's wrapper.
    const runner = new Runner({ handlerFunction: handler as unknown as DurableLambdaHandler });
    try {
      const outcome = outcomeOf(await runner.run({ payload: JSON.parse(input) }));
      return { outcome, logs: invocations.logs, durable: journal.read() };
    } catch (error) {
      return { outcome: failed(error), logs: invocations.logs, durable: journal.read() };
    } finally {
      close();
    }
  }

  return {
    async invoke(event, requestId = randomUUID()) {
      const start = performance.now();
      const execution = execute(event, requestId);
      running.add(execution);
      const finished = await execution.finally(() => running.delete(execution));
      return { requestId, ...finished, durationMs: performance.now() - start };
    },
    kill: () => lambda.kill(),
    async close() {
      await lambda.close();
      await Promise.allSettled(running);
      if (taken) await releaseRunner();
      taken = undefined;
    },
  };
}

/** Invokes another function for the runner; throws the error with which it failed. */
function chained({ chain }: DurableOptions, functionName: string) {
  return async (payload: unknown): Promise<unknown> => {
    const outcome = await chain(functionName, payload);
    if (outcome.ok) return outcome.result;
    const { name, message, stack } = outcome.error;
    throw Object.assign(new Error(message), { name }, stack === undefined ? {} : { stack });
  };
}

function outcomeOf(result: TestResult): InvocationOutcome {
  if (result.getStatus() === 'SUCCEEDED') return { ok: true, result: result.getResult() ?? null };
  const { errorType, errorMessage, stackTrace } = result.getError();
  const name = errorType ?? 'Error';
  const message = errorMessage ?? `the execution ended as ${result.getStatus()}`;
  const stack = stackTrace && { stack: stackTrace.join('\n') };
  return { ok: false, error: { name, message, ...stack } };
}

/** The runner throws errors, and sometimes its result. */
function failed(error: unknown): InvocationOutcome {
  if (error instanceof Error) {
    const { name, message } = error;
    return { ok: false, error: { name, message } };
  }
  return { ok: false, error: { name: 'Error', message: JSON.stringify(error) } };
}

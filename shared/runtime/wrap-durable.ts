import {
  type DurableContext,
  type DurableExecutionInvocationInput,
  withDurableExecution,
} from '@aws/durable-execution-sdk-js';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type * as z from 'zod/mini';
import { UnprocessableEventError } from './errors.ts';
import { eventId, parse } from './event.ts';
import { logger } from './logger.ts';
import { writeMetrics } from './metrics.ts';

/**
 * Makes a durable handler of `run`, as `wrap` makes a plain one: context in every log line, metrics flushed,
 * the event parsed by `schema` first.
 *
 * Lambda replays `run` from its beginning whenever the execution continues. Code outside of a step therefore runs more
 * than once: log with `context.logger`, which is silent during a replay, and count metrics in a step.
 *
 * An event that `schema` refuses is logged with its id and acknowledged. Any other error that `run` throws
 * fails the execution: Lambda does not retry it, but sends the event to the dead-letter queue.
 */
export function wrapDurable<Event, Result>(
  schema: z.ZodMiniType<Event>,
  run: (event: Event, context: DurableContext) => Promise<Result>,
) {
  const execution = withDurableExecution(async (event: unknown, context: DurableContext) => {
    context.configureLogger({ customLogger: logger });
    try {
      return await run(parse(schema, event), context);
    } catch (error) {
      return report(error, event, context);
    }
  });
  return middy<DurableExecutionInvocationInput>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use({ after: writeMetrics, onError: writeMetrics })
    .handler((event, context) => execution(event, context));
}

function report(error: unknown, event: unknown, { logger: log }: DurableContext) {
  if (!(error instanceof UnprocessableEventError)) {
    log.error('Execution failed', { eventId: eventId(event), error });
    throw error;
  }
  const { problems } = error;
  log.error('Event of an unknown shape acknowledged', { eventId: eventId(event), problems });
  return { acknowledged: true, problems };
}

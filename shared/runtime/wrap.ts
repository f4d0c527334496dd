import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy, { type MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';
import type * as z from 'zod/mini';
import { UnprocessableEventError } from './errors.ts';
import { eventId, parse } from './event.ts';
import { logger } from './logger.ts';
import { writeMetrics } from './metrics.ts';

/**
 * Makes a Lambda handler of `run`, the same way for every function:
 * context in every log line, metrics flushed, the event parsed by `schema` first.
 *
 * An event that `schema` refuses can never succeed: it is logged with its id and acknowledged.
 * Every other error is thrown, so that Lambda retries and then sends the event to the dead-letter queue.
 */
export function wrap<Event, Result>(
  schema: z.ZodMiniType<Event>,
  run: (event: Event, context: Context) => Promise<Result>,
) {
  return middy<unknown, Result | undefined>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use({ after: writeMetrics, onError: writeMetrics })
    .use(reportErrors)
    .handler((event, context) => run(parse(schema, event), context));
}

const reportErrors: MiddlewareObj<unknown, unknown> = {
  onError({ error, event }) {
    if (!(error instanceof UnprocessableEventError)) {
      logger.error('Failed, Lambda retries it', { eventId: eventId(event), error });
      return undefined;
    }
    const { problems } = error;
    logger.error('Event of an unknown shape acknowledged', { eventId: eventId(event), problems });
    return { acknowledged: true, problems };
  },
};

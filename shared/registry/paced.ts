import type { ECRClient } from '@aws-sdk/client-ecr';
import { isThrottlingError } from '@smithy/core/retry';
import { tellingCalls } from '../runtime/called.ts';
import type { Outcome } from '../runtime/pacing/law.ts';
import { createPacer } from '../runtime/pacing/pacer.ts';

/**
 * Paces all calls of a client together: each attempt, retries too, waits for its turn, and what becomes of it
 * tells how fast to go on. ECR publishes no rate for its Describe, List and rule calls; the pacer finds it and
 * stays just under it (runtime/pacing/law.ts). While nothing is throttled, nothing is held back. What fails
 * tells which call it was.
 */
export function paced(ecr: ECRClient): ECRClient {
  const pacer = createPacer();
  ecr.middlewareStack.addRelativeTo(
    <Args, Answer>(next: (args: Args) => Promise<Answer>) =>
      async (args: Args) => {
        const turn = pacer.turn();
        const ticket = turn instanceof Promise ? await turn : turn;
        let outcome: Outcome = 'other';
        try {
          const answer = await next(args);
          outcome = 'ok';
          return answer;
        } catch (error) {
          outcome = outcomeOf(error);
          throw error;
        } finally {
          pacer.answered(ticket, outcome);
        }
      },
    // Inside the retries, and before the signature, which goes stale in a queue.
    { name: 'pacer', relation: 'after', toMiddleware: 'retryMiddleware' },
  );
  return tellingCalls(ecr);
}

/** For the rate, a call that the service took and refused (not found, denied) is one that went through. Exported for its table of cases. */
export function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof Error)) return 'other';
  // The SDK counts it as throttling, but in ECR it is about how many things there are.
  if (error.name === 'LimitExceededException') return 'ok';
  const answered = error as Error & { $metadata?: { httpStatusCode?: number } };
  if (isThrottlingError(answered as Parameters<typeof isThrottlingError>[0])) return 'throttled';
  const status = answered.$metadata?.httpStatusCode ?? 500;
  return status < 500 ? 'ok' : 'other';
}

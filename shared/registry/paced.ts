import type { ECRClient } from '@aws-sdk/client-ecr';
import { isThrottlingError } from '@smithy/core/retry';
import { recordingCalls } from '../runtime/called.ts';
import type { Outcome } from '../runtime/pacing/law.ts';
import { createPacer } from '../runtime/pacing/pacer.ts';

/**
 * Paces all calls of a client together: each attempt, retries too, waits for its turn, and its outcome adjusts the
 * rate. ECR publishes no rate for its Describe, List and rule calls; the pacer finds it and stays just under it
 * (runtime/pacing/law.ts). While nothing is throttled, nothing is held back. Errors are recorded with their call.
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
    // Inside the retries, and before signing: a signature would expire in the queue.
    { name: 'pacer', relation: 'after', toMiddleware: 'retryMiddleware' },
  );
  return recordingCalls(ecr);
}

/** For the rate, a call that the service refused (not found, denied) counts as one that went through. */
export function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof Error)) return 'other';
  // The SDK counts it as throttling, but in ECR it means a quota of resources.
  if (error.name === 'LimitExceededException') return 'ok';
  const answered = error as Error & { $metadata?: { httpStatusCode?: number } };
  if (isThrottlingError(answered as Parameters<typeof isThrottlingError>[0])) return 'throttled';
  const status = answered.$metadata?.httpStatusCode ?? 500;
  return status < 500 ? 'ok' : 'other';
}

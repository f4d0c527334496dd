import { isThrottlingError } from '@smithy/core/retry';
import { recordingCalls } from '../runtime/called.ts';
import { CappedLaw } from '../runtime/pacing/cap.ts';
import { type Outcome, PacingLaw } from '../runtime/pacing/law.ts';
import { createPacer, type Pacer } from '../runtime/pacing/pacer.ts';

/** The most calls per second of one client: `limits` of registry.yml. */
export interface Rates {
  /** Of all calls but PutImage. Default: no more than the pacer finds. */
  maxCallsPerSecond?: number | undefined;
  /** Of PutImage alone. Default: no more than the pacer finds. */
  maxPutImagesPerSecond?: number | undefined;
}

/**
 * Paces all calls of a client together: each attempt, retries too, waits for its turn, and its outcome adjusts the
 * rate. ECR publishes no rate for its Describe, List and rule calls; the pacer finds it and stays just under it
 * (runtime/pacing/law.ts), and under the rate that registry.yml sets. While nothing is throttled and no rate is set,
 * nothing is held back. PutImage has a pacer of its own: its quota is far lower, and pushes use it too, so that what
 * throttles it must not slow down reading. Errors are recorded with their call.
 */
export function paced<Client extends { middlewareStack: object }>(
  client: Client,
  rates: Rates = {},
): Client {
  const pacers = {
    putImage: pacerOf(rates.maxPutImagesPerSecond),
    others: pacerOf(rates.maxCallsPerSecond),
  };
  (client.middlewareStack as Stack).addRelativeTo(
    (next, { commandName }) =>
      async (args) => {
        const pacer = commandName === 'PutImageCommand' ? pacers.putImage : pacers.others;
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
  return recordingCalls(client);
}

function pacerOf(most: number | undefined): Pacer {
  return most === undefined ? createPacer() : createPacer(new CappedLaw(new PacingLaw(), most));
}

type Handler = (args: object) => Promise<object>;

/** The part of a client's middleware stack that is used here: its own types depend on its service. */
interface Stack {
  addRelativeTo(
    middleware: (next: Handler, context: { commandName?: string | undefined }) => Handler,
    options: { name: string; relation: 'after'; toMiddleware: string },
  ): void;
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

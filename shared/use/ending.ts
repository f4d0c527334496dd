import { StewardError } from '../runtime/errors.ts';

/** What runs was not read to its end in the time that there is. */
export class UsesTimeError extends StewardError {
  override name = 'UsesTimeError' as const;
}

type Handler = (args: object) => Promise<object>;

/** The part of a client's middleware stack that is used here: its own types depend on its service. */
interface Stack {
  add(middleware: (next: Handler) => Handler, options: { step: 'initialize'; name: string }): void;
}

/**
 * Makes a client refuse calls from a time on.
 *
 * @param until - Milliseconds since 1970.
 * @returns the client itself; its calls reject with UsesTimeError then.
 */
export function endingAt<Client extends { middlewareStack: object }>(
  until: () => number,
  client: Client,
): Client {
  const middleware =
    (next: Handler): Handler =>
    async (args) => {
      if (Date.now() < until()) return next(args);
      throw new UsesTimeError('reading it takes longer than this function has time for');
    };
  (client.middlewareStack as Stack).add(middleware, { step: 'initialize', name: 'endingAt' });
  return client;
}

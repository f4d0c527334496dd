import type { Handler } from './listener.ts';

/**
 * Sends no response before `save` has written the changes behind it. If writing fails, the connection is cut: a
 * client must not believe that a change is kept when it is not.
 */
export function saveFirst(handle: Handler, save: () => void): Handler {
  return (request, response) => {
    const end = response.end.bind(response) as (...args: unknown[]) => typeof response;
    response.end = (...args: unknown[]) => {
      try {
        save();
      } catch (error) {
        process.emitWarning(
          `The data folder cannot be written, so the call gets no answer: ${String(error)}`,
        );
        return response.destroy();
      }
      return end(...args);
    };
    handle(request, response);
  };
}

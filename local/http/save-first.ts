import type { Handler } from './listener.ts';

/**
 * Lets no answer out before `save` has written what it tells of. When it cannot, the connection is cut: what is not
 * kept is not to be taken for kept.
 */
export function saveFirst(handle: Handler, save: () => void): Handler {
  return (request, response) => {
    const end = response.end.bind(response) as (...args: unknown[]) => typeof response;
    response.end = (...args: unknown[]) => {
      try {
        save();
      } catch (error) {
        process.emitWarning(`The data folder could not be written: ${String(error)}`);
        return response.destroy();
      }
      return end(...args);
    };
    handle(request, response);
  };
}

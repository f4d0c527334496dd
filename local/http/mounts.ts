import type { Handler } from './listener.ts';

/** Handlers for paths that are not AWS's, by prefix: `/_local/`. */
export interface Mounts {
  /** Passes every request whose path has this prefix to `handler`; call the result to stop. */
  mount(path: string, handler: Handler): () => void;
  /** Passes requests to the mounted handlers, and all others to `otherwise`. */
  before(otherwise: Handler): Handler;
}

export function createMounts(): Mounts {
  const handlers = new Map<string, Handler>();
  return {
    mount(path, handler) {
      handlers.set(path, handler);
      return () => void handlers.delete(path);
    },
    before: (otherwise) => (request, response) => {
      const entry = [...handlers].find(([path]) => request.url?.startsWith(path));
      const handler = entry?.[1] ?? otherwise;
      handler(request, response);
    },
  };
}

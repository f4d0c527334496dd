import type { Handler } from './listener.ts';

/** Doors beside those of AWS, by the beginning of their path: `/_local/`. */
export interface Mounts {
  /** Hands every request whose path starts so to `handler`; call the answer to stop. */
  mount(path: string, handler: Handler): () => void;
  /** Lets the mounted doors have what is theirs, and `otherwise` the rest. */
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

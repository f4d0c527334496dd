import type { LocalStack } from '../local/stack.ts';

/** The messages that subscribers of the alert topic receive. */
export interface Mailbox {
  /** The messages since the last call. */
  open(): string[];
}

/** Subscribes a queue to the stack's alert topic, as an e-mail address would be. */
export function subscribeMailbox({ aws: { storage }, stack }: LocalStack): Mailbox {
  const queue = 'mailbox';
  const topic = stack.resources.AlertTopic?.name ?? '';
  storage.createQueue(queue);
  storage.subscribe({ topic, queue, attributes: { RawMessageDelivery: 'true' } });
  let seen = 0;
  return {
    open() {
      const bodies = storage.inspectQueue(queue)?.messages.ready.map(({ body }) => body) ?? [];
      const fresh = bodies.slice(seen);
      seen = bodies.length;
      return fresh;
    },
  };
}

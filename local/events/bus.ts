import { randomUUID } from 'node:crypto';
import type { AwsEvent, EventEntry } from './event.ts';

/** The account's default event bus: services put events on it, subscribers are handed each of them. */
export interface EventBus {
  /** Gives the entry its envelope and hands it to every subscriber, in the order they subscribed. */
  put(entry: EventEntry): AwsEvent;
  /** Hands every event to `listener` from now on; call the answer to stop. */
  subscribe(listener: (event: AwsEvent) => void): () => void;
}

export function createEventBus(owner: { accountId: string; region: string }): EventBus {
  const listeners = new Set<(event: AwsEvent) => void>();
  return {
    put(entry) {
      const event: AwsEvent = {
        version: '0',
        id: randomUUID(),
        'detail-type': entry['detail-type'],
        source: entry.source,
        account: owner.accountId,
        time: `${new Date().toISOString().slice(0, 19)}Z`,
        region: owner.region,
        resources: entry.resources,
        detail: entry.detail,
      };
      for (const listener of listeners) listener(event);
      return event;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

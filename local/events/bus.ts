import { randomUUID } from 'node:crypto';
import type { AwsEvent, EventEntry } from './event.ts';

/** The account's default event bus: services send events to it, subscribers receive all of them. */
export interface EventBus {
  /** Adds the envelope to the entry and passes it to every subscriber, in the order of subscription. */
  put(entry: EventEntry): AwsEvent;
  /** Calls `listener` with every event from now on; call the result to stop. */
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

import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../../runtime/event.ts';
import type { Notice } from '../alert.ts';
import { EventsRefusedError } from '../errors.ts';
import { recordOf } from './record.ts';

/** The detail-types of alerts. No rule of ours may match one, or alerts would loop. */
export const alertTypes = {
  raised: 'ECR Steward Alert',
  cleared: 'ECR Steward Alert Cleared',
} as const satisfies Record<Notice['state'], string>;

/** PutEvents takes 10 events and 256 KB at most; one alert is limited to some 150 KB. */
const ENTRIES_AT_A_TIME = 10;
const BYTES_AT_A_TIME = 200_000;

/**
 * Puts an event for each alert on the account's default bus, for programs: one each, never several in one.
 *
 * @throws EventsRefusedError when EventBridge refuses some of them; the others are put.
 */
export async function putEvents(
  eventbridge: EventBridgeClient,
  notices: readonly Notice[],
): Promise<void> {
  const refused: string[] = [];
  for (const Entries of batches(notices.map(entryOf))) {
    const answer = await eventbridge.send(new PutEventsCommand({ Entries }));
    refused.push(...(answer.Entries ?? []).flatMap(({ ErrorCode }) => ErrorCode ?? []));
  }
  if (refused.length > 0) throw new EventsRefusedError(refused);
}

function entryOf(notice: Notice) {
  return {
    Source: EVENT_SOURCE,
    DetailType: alertTypes[notice.state],
    Detail: JSON.stringify(recordOf(notice)),
  };
}

function batches<Entry extends { Detail: string }>(entries: readonly Entry[]): Entry[][] {
  const all: Entry[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.Detail) + 100;
    const last = all.at(-1);
    if (last && last.length < ENTRIES_AT_A_TIME && bytes + size <= BYTES_AT_A_TIME) {
      last.push(entry);
      bytes += size;
    } else {
      all.push([entry]);
      bytes = size;
    }
  }
  return all;
}

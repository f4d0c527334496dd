import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { StewardError } from '../../runtime/errors.ts';
import { CONFIGURATION_ACTIVATED, EVENT_SOURCE } from '../../runtime/event.ts';
import type { Version } from './item.ts';

/** Sends the event: what it concerns is then brought in line at once. @throws StewardError when EventBridge refuses it; then the next scheduled runs begin with it. */
export async function announce(
  eventbridge: EventBridgeClient,
  stack: string,
  { version, by, file }: Version,
): Promise<void> {
  const Detail = JSON.stringify({ stack, version, by, file });
  const entry = { Source: EVENT_SOURCE, DetailType: CONFIGURATION_ACTIVATED, Detail };
  const { Entries = [] } = await eventbridge.send(new PutEventsCommand({ Entries: [entry] }));
  const refused = Entries.find(({ ErrorCode }) => ErrorCode !== undefined);
  if (refused) throw new StewardError(`EventBridge refused the event: ${refused.ErrorMessage}`);
}

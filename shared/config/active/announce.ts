import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { StewardError } from '../../runtime/errors.ts';
import { EVENT_SOURCE } from '../../runtime/event.ts';
import type { Version } from './item.ts';

/** The detail-type of the event that an activation sends: the cache rules are then brought in line at once. */
const ACTIVATED = 'ECR Steward Configuration Activated';

/** Sends the event. @throws StewardError when EventBridge refuses it; then the next scheduled runs begin with it. */
export async function announce(
  eventbridge: EventBridgeClient,
  stack: string,
  { version, by, file }: Version,
): Promise<void> {
  const Detail = JSON.stringify({ stack, version, by, file });
  const entry = { Source: EVENT_SOURCE, DetailType: ACTIVATED, Detail };
  const { Entries = [] } = await eventbridge.send(new PutEventsCommand({ Entries: [entry] }));
  const refused = Entries.find(({ ErrorCode }) => ErrorCode !== undefined);
  if (refused) throw new StewardError(`EventBridge refused the event: ${refused.ErrorMessage}`);
}

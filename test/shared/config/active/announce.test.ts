import { readFileSync } from 'node:fs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { expect, onTestFinished, test } from 'vitest';
import type { AwsEvent } from '../../../../local/events/event.ts';
import { announce } from '../../../../shared/config/active/announce.ts';
import { startTestAws } from '../../../local/start.ts';
import { by, file } from './table.ts';

const version = { version: 2, at: '2026-11-27T09:12:00.000Z', by, file };

async function startBus() {
  const { aws, config } = await startTestAws();
  const eventbridge = new EventBridgeClient(config);
  onTestFinished(() => eventbridge.destroy());
  return { aws, eventbridge };
}

test('an activation sends the event of which there is a sample', async () => {
  const { aws, eventbridge } = await startBus();
  const events: AwsEvent[] = [];
  aws.bus.subscribe((event) => void events.push(event));
  await announce(eventbridge, 'ecr-steward-local', version);
  const sample = JSON.parse(
    readFileSync('events/ecr-steward/configuration-activated.json', 'utf8'),
  ) as AwsEvent;
  const { id, time, ...same } = sample;
  expect(events).toEqual([expect.objectContaining(same)]);
});

test('an event that EventBridge refuses is an error with its reason', async () => {
  const { eventbridge } = await startBus();
  // EventBridge answers with HTTP 200 and refuses single entries: the local AWS has no reason to.
  const Entries = [{ ErrorCode: 'InternalFailure', ErrorMessage: 'try again' }];
  const refusing = () => async () => ({ output: { Entries, $metadata: {} }, response: {} });
  eventbridge.middlewareStack.add(refusing as never, { step: 'initialize', priority: 'high' });
  await expect(announce(eventbridge, 'ecr-steward-local', version)).rejects.toThrow(
    'EventBridge refused the event: try again',
  );
});

import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import type { AwsEvent } from '../../../local/events/event.ts';
import { startTestAws } from '../start.ts';

test('PutEvents sends valid entries to the bus, and says why it refuses the others', async () => {
  const { aws, config } = await startTestAws();
  const events: AwsEvent[] = [];
  aws.bus.subscribe((event) => void events.push(event));
  const client = new EventBridgeClient(config);
  const right = { Source: 'mine', DetailType: 'Of Mine', Detail: '{"a":1}' };
  const answer = await client.send(
    new PutEventsCommand({
      Entries: [
        { ...right, Resources: ['arn:x'] },
        { ...right, Source: 'aws.ecr' },
        { ...right, Detail: '[]' },
        { ...right, Detail: JSON.stringify('x'.repeat(300_000)) },
        { ...right, EventBusName: 'another' },
        { Detail: '{}' },
        { ...right, Detail: JSON.stringify({ long: 'x'.repeat(300_000) }) },
      ],
    }),
  );
  expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
    undefined,
    'NotAuthorizedForSourceException',
    'MalformedDetail',
    'MalformedDetail',
    'ResourceNotFoundException',
    'InvalidArgument',
    'InvalidArgument',
  ]);
  expect(answer.FailedEntryCount).toBe(6);
  expect(events).toMatchObject([
    { id: answer.Entries?.[0]?.EventId, source: 'mine', resources: ['arn:x'], detail: { a: 1 } },
  ]);
  const Entries = Array.from({ length: 11 }, () => right);
  await expect(client.send(new PutEventsCommand({ Entries }))).rejects.toThrow('ess than or equal');
  client.destroy();
});

import { SNSClient } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { sendAlert } from '../../../shared/alerts/alert.ts';
import { startTestAws } from '../../local/start.ts';

test('an alert is an e-mail: subject, text, attributes to filter on', async () => {
  const { aws, config } = await startTestAws();
  const { topicArn } = aws.storage.createTopic('alerts');
  aws.storage.createQueue('mailbox');
  aws.storage.subscribe({ topic: 'alerts', queue: 'mailbox' });
  const title = `Tag "‮evil\n${'x'.repeat(200)}" in a/b`;
  const alert = { title, where: 'a/b', severity: 'warning', lines: ['- one', '- two'] } as const;
  await sendAlert(new SNSClient(config), topicArn, alert);
  const [message] = aws.storage.inspectQueue('mailbox')?.messages.ready ?? [];
  const envelope = JSON.parse(message?.body ?? '');
  expect(envelope.Subject).toBe(`Tag "?evil?${'x'.repeat(89)}`);
  expect(envelope.Message).toBe(`${title}\n\n- one\n- two`);
  expect(envelope.MessageAttributes).toMatchObject({
    severity: { Value: 'warning' },
    where: { Value: 'a/b' },
  });
});

import { expect, test } from 'vitest';
import { asChat } from '../../../shared/alerts/delivery/chat.ts';
import { messageOf } from '../../../shared/alerts/delivery/message.ts';
import { asText } from '../../../shared/alerts/delivery/text.ts';
import { noticeFrom } from '../../../shared/alerts/origin.ts';
import { alertOf, home, noticeOf, quarantined, startPeople } from './alerts.ts';

const causeId = 'naming/platform/web/5f1d7a84db00d2fce00b31a7fc73224f';

const cause = { id: causeId, windowSeconds: 3600 };

test('a chat says, and has a thread of its own for each stack', () => {
  const message = messageOf([noticeOf({ ...quarantined, cause })]);
  expect(JSON.parse(asChat(message))).toMatchObject({
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: '123456789012/eu-west-1: 1 naming violation in platform/web',
      nextSteps: quarantined.todo,
      keywords: ['warning', 'naming.violation'],
    },
    metadata: {
      threadId: `dev/123456789012/eu-west-1/${causeId}`,
      eventType: 'naming.violation',
      relatedResources: ['platform/web'],
      additionalContext: {
        severity: 'warning',
        state: 'raised',
        account: '123456789012',
        region: 'eu-west-1',
        stage: 'dev',
      },
    },
  });
  const threads = [home, { ...home, account: '999999999999' }, { ...home, stage: 'prod' }].map(
    (origin) => {
      const notice = noticeFrom(origin, { alert: alertOf({ cause }), state: 'raised' });
      return [messageOf([notice]), messageOf([notice, notice])].map(
        (it) => JSON.parse(asChat(it)).metadata.threadId,
      );
    },
  );
  expect(new Set(threads.flat()).size).toBe(6);
});

test('threads of long causes differ, and are not longer than a chat takes', () => {
  const threads = ['a', 'b'].map((end) => {
    const id = `naming/${'x'.repeat(250)}/${end}`;
    const message = messageOf([noticeOf({ cause: { id, windowSeconds: 60 } })]);
    return JSON.parse(asChat(message)).metadata.threadId;
  });
  expect(new Set(threads).size).toBe(2);
  for (const thread of threads) expect(thread).toMatch(/^dev\/123456789012\/eu-west-1\/.{1,173}$/);
});

const elsewhere = { account: '999999999999', region: 'us-east-1' };

test.each([
  [{ text: 'a/b:1', repository: 'a/b' }, 'a/b:1 in 123456789012/eu-west-1 (stage dev)'],
  [
    { text: 'registry 999999999999 in us-east-1', ...elsewhere },
    'registry 999999999999 in us-east-1 (stage dev of 123456789012/eu-west-1)',
  ],
  [
    { text: 'a/b', repository: 'a/b', ...elsewhere },
    'a/b in 999999999999/us-east-1 (stage dev of 123456789012/eu-west-1)',
  ],
  // A name that says another place does not get away with it.
  [
    { text: '123456789012/eu-west-1', repository: '123456789012/eu-west-1' },
    '123456789012/eu-west-1 in 123456789012/eu-west-1 (stage dev)',
  ],
])('%j is: %s', (where, words) => {
  const [mail, chat] = [asText, asChat].map((format) => format(messageOf([noticeOf({ where })])));
  expect(mail?.replace(/\n {4}/g, ' ')).toContain(`\nWhere: ${words}\n`);
  expect(JSON.parse(chat ?? '').content.description).toContain(`\nWhere: ${words}`);
});

test('of several, each says so that is elsewhere', () => {
  const where = { text: 'a/b', repository: 'a/b', ...elsewhere };
  const mail = asText(messageOf([noticeOf(), noticeOf({ where })]));
  expect(mail).toContain('- a/b:latest: "latest"');
  expect(mail).toContain('- a/b in 999999999999/us-east-1: "latest"');
  expect(mail).toContain('\nWhere: 123456789012/eu-west-1 (stage dev)');
});

test('subject, attributes and records say, of another account what an alert says of itself', async () => {
  const { peopleWith, mails, events, topic } = await startPeople();
  const copies = [{ topicArn: topic('json'), format: 'json' as const }];
  const where = { text: 'registry 999999999999 in us-east-1', ...elsewhere };
  await peopleWith({ copies }).notify([alertOf({ cause, where, title: 'No inventory' })]);
  expect(mails()[0]).toMatchObject({
    Subject: '[999999999999/us-east-1] No inventory',
    MessageAttributes: {
      account: { Value: '999999999999' },
      region: { Value: 'us-east-1' },
      stage: { Value: 'dev' },
    },
  });
  const record = {
    version: '2',
    stage: 'dev',
    stack: 'ecr-steward-dev',
    cause: `dev/123456789012/eu-west-1/${causeId}`,
    where,
  };
  expect(JSON.parse(mails('json')[0]?.Message ?? '').alerts).toMatchObject([record]);
  expect(events).toMatchObject([{ detail: record }]);
});

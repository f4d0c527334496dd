import {
  CreateRepositoryCommand,
  type ListTagsForResourceCommand,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr';
import type { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { expect, test, vi } from 'vitest';
import { clientFor } from '../../../../shared/alerts/delivery/publish.ts';
import { createNotifier } from '../../../../shared/alerts/notifier.ts';
import { ownersIn, ownersReading } from '../../../../shared/alerts/owners.ts';
import { recordCalls } from '../../../support/calls.ts';
import { alertOf, alertsOf, plain, startPeople } from '../alerts.ts';

async function startRouted() {
  const started = await startPeople();
  for (const [index, owner] of ['team-a', 'team-b', undefined].entries()) {
    const tags = owner ? [{ Key: 'owner', Value: owner }] : [];
    const input = { repositoryName: `team/r${index}`, tags };
    await started.ecr.send(new CreateRepositoryCommand(input));
  }
  const routes = [
    { owner: 'team-a', topicArn: started.topic('a'), format: 'json' as const },
    { owner: 'team-b', topicArn: started.topic('b') },
  ];
  return { ...started, routes };
}

test('the owner of a repository is notified at their topic, the others at the main one', async () => {
  const { aws, peopleWith, mails, routes, events } = await startRouted();
  const calls = recordCalls(aws);
  // The fourth repository is gone; the fifth alert is on none.
  const alerts = [...alertsOf(4), alertOf({ where: { text: 'all' }, kind: 'naming.held' })];
  const notifier = peopleWith({ routes });
  await notifier.notify(alerts);
  // One call for each repository; also for the one that is gone.
  const lookUps = () => calls.filter((call) => call.startsWith('ecr:'));
  expect(lookUps()).toEqual(Array(4).fill('ecr:ListTagsForResource'));
  expect(JSON.parse(mails('a')[0]?.Message ?? '')).toMatchObject({
    alerts: [{ where: { repository: 'team/r0' }, owner: 'team-a' }],
  });
  expect(mails('a')[0]?.MessageAttributes.owner).toMatchObject({ Value: 'team-a' });
  expect(mails('b')[0]?.Message).toContain('Where: team/r1');
  expect(mails().map(({ Subject }) => Subject)).toEqual([
    '[123456789012/eu-west-1] 2 naming violations in 2 repositories',
    '[123456789012/eu-west-1] 1 naming violation in a/b',
  ]);
  expect(events).toMatchObject([{ detail: { owner: 'team-a' } }, {}, {}, {}, {}]);
  // What was reported is not looked up again.
  await notifier.notify(alerts);
  expect(lookUps()).toHaveLength(4);
});

test('each repository is looked up once, 32 at a time', async () => {
  const { clients, routes } = await startRouted();
  const asked: string[] = [];
  let [running, most] = [0, 0];
  const tagsOf = async (repository: string) => {
    asked.push(repository);
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
    if (repository === 'team/r0') {
      throw new RepositoryNotFoundException({ message: 'it is gone', $metadata: {} });
    }
    return { toString: 'team-b', owner: 'team-a' };
  };
  const alerts = alertsOf(100).flatMap((alert) => [
    alert,
    { ...alert, cause: { ...alert.cause, id: `${alert.cause.id} again` } },
  ]);
  const sent: (string | undefined)[] = [];
  clients.eventbridge.send = (async ({ input }: PutEventsCommand) => {
    sent.push(...(input.Entries ?? []).map(({ Detail = '' }) => JSON.parse(Detail).owner));
    return {};
  }) as never;
  const settings = { ...plain, routes };
  await createNotifier(clients, settings, { owners: ownersReading(tagsOf) }).notify(alerts);
  expect(asked.toSorted()).toEqual(
    alertsOf(100)
      .map(({ where }) => where.repository)
      .toSorted(),
  );
  expect(most).toBe(32);
  expect(sent.filter((owner) => owner === 'team-a')).toHaveLength(198);
  expect(sent.filter((owner) => owner === undefined)).toHaveLength(2);
});

test('the repository is named by the partition of the topic', async () => {
  const { ecr } = await startRouted();
  vi.stubEnv('ALERT_TOPIC_ARN', 'arn:aws-cn:sns:cn-north-1:123456789012:main');
  vi.stubEnv('AWS_REGION', 'cn-north-1');
  const asked: unknown[] = [];
  ecr.send = (async ({ input }: ListTagsForResourceCommand) => {
    asked.push(input);
    return { tags: [{ Key: 'owner', Value: 'team-a' }] };
  }) as never;
  expect(await ownersIn(ecr)('owner')('team/r0')).toBe('team-a');
  expect(await ownersIn(ecr)('toString')('team/r0')).toBeUndefined();
  const resourceArn = 'arn:aws-cn:ecr:cn-north-1:123456789012:repository/team/r0';
  expect(asked).toEqual([{ resourceArn }, { resourceArn }]);
});

test('without routes nobody is looked up', async () => {
  const { aws, peopleWith } = await startRouted();
  const calls = recordCalls(aws);
  await peopleWith().notify(alertsOf(2));
  expect(calls.filter((call) => call.startsWith('ecr:'))).toEqual([]);
});

test('what cannot be sent to an owner comes to the main topic, with a word', async () => {
  const { peopleWith, mails } = await startRouted();
  const topicArn = 'arn:aws:sns:eu-west-1:123456789012:gone';
  await peopleWith({ routes: [{ owner: 'team-a', topicArn }] }).notify(alertsOf(1));
  expect(mails()[0]?.Message.replace(/\s+/g, ' ')).toContain(
    `This could not be sent to team-a at ${topicArn}, and comes here instead: `,
  );
  expect(await peopleWith().notify(alertsOf(1))).toBe(0);
});

test('when owners cannot be looked up, the main topic is notified, with a word', async () => {
  const { aws, peopleWith, mails, routes } = await startRouted();
  const operations = ['ecr:ListTagsForResource'];
  aws.faults.set([{ operations, error: 'AccessDeniedException' }]);
  await peopleWith({ routes }).notify(alertsOf(30));
  const [mail, ...others] = mails();
  expect(others).toEqual([]);
  expect(mail?.Message).toContain('who could not be looked up: access denied');
  expect(mail?.Message.match(/could not be looked up/g)).toHaveLength(1);
});

test('copies get all of it, in their own format; one that fails is said', async () => {
  const { peopleWith, mails, routes, topic } = await startRouted();
  const copies = [
    { topicArn: topic('chat'), format: 'chatbot' as const },
    { topicArn: 'arn:aws:sns:eu-west-1:123456789012:gone', format: 'json' as const },
  ];
  await peopleWith({ routes, copies }).notify(alertsOf(2));
  expect(JSON.parse(mails('chat')[0]?.Message ?? '')).toMatchObject({
    version: '1.0',
    source: 'custom',
    content: { title: '123456789012/eu-west-1: 2 naming violations in 2 repositories' },
  });
  expect(mails()[0]?.Message.replace(/\s+/g, ' ')).toContain('could not be sent to arn:aws:sns');
});

test('what an owner was sent stays away from the main topic, though a copy fails', async () => {
  const { peopleWith, mails, routes } = await startRouted();
  const topicArn = 'arn:aws:sns:eu-west-1:123456789012:gone';
  const copies = [{ topicArn, format: 'json' as const }];
  const others = alertsOf(1, { where: { text: 'all' }, kind: 'naming.held' });
  await peopleWith({ routes, copies }).notify([...alertsOf(1), ...others]);
  expect(mails('a')).toHaveLength(1);
  expect(mails()).toHaveLength(1);
  expect(mails()[0]?.Message).toContain('Where: all');
  // Where nothing else is for the main topic, it tells all: there is no other place for the words.
  await peopleWith({ routes, copies }).notify(alertsOf(1, { kind: 'tags.moved' }));
  expect(mails('a')).toHaveLength(2);
  expect(mails().at(-1)?.Message).toContain('Where: team/r0');
});

test('events that cannot be put are said, and the alert is sent all the same', async () => {
  const { aws, peopleWith, mails, events } = await startRouted();
  aws.faults.set([{ operations: ['events:PutEvents'], error: 'AccessDeniedException' }]);
  await peopleWith().notify(alertsOf(1));
  expect(events).toEqual([]);
  expect(mails()[0]?.Message).toContain('could not be published as an event: access denied');
});

test('a topic of another region needs a client of that region, one of another account does not', async () => {
  const ours = new SNSClient({ region: 'eu-west-1' });
  const regionFor = async (arn: string) => (await clientFor(ours, arn)).config.region();
  expect(await clientFor(ours, 'arn:aws:sns:eu-west-1:999999999999:central')).toBe(ours);
  expect(await regionFor('arn:aws:sns:us-east-2:999999999999:central')).toBe('us-east-2');
  expect(await clientFor(ours, 'arn:aws:sns:us-east-2:123456789012:a')).toBe(
    await clientFor(ours, 'arn:aws:sns:us-east-2:123456789012:b'),
  );
});

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { onTestFinished, vi } from 'vitest';
import type { AwsEvent } from '../../../local/events/event.ts';
import type { Alert, Notice } from '../../../shared/alerts/alert.ts';
import { type AlertSettings, createNotifier } from '../../../shared/alerts/notifier.ts';
import { noticeFrom } from '../../../shared/alerts/origin.ts';
import { ownersIn } from '../../../shared/alerts/owners.ts';
import { logger } from '../../../shared/runtime/logger.ts';
import { startTestAws } from '../../local/start.ts';
import { createTable } from '../../support/acting.ts';

/** What names and texts of others may hold: each breaks something that takes them as they are. */
export const hostile = [
  'line\nbreak\r\n\u2028\u2029',
  '\u001b[31mred\u001b[0m',
  'bell\u0007null\u0000',
  '\u202emixed\u2066up',
  '<!channel> <@U012> <https://evil.example|here>',
  '[here](https://evil.example) **bold** _it_ ~no~ `code` @here #x | y',
  '"quotes", \\slashes\\ & {"json": 1}',
  '\ud800 half',
  'x'.repeat(3_000),
];

/** Whoever tells: as the AWS of `startPeople` is. */
export const home = {
  account: '123456789012',
  region: 'eu-west-1',
  stage: 'dev',
  stack: 'ecr-steward-dev',
};

export function alertOf(change: Partial<Alert> = {}): Alert {
  return {
    kind: 'naming.violation',
    cause: { id: 'naming/a/b/1', windowSeconds: 3600 },
    title: '1 naming violation in a/b',
    where: { text: 'a/b:latest', repository: 'a/b', tag: 'latest' },
    severity: 'warning',
    what: ['"latest" is not semver'],
    ...change,
  };
}

export function noticeOf(change: Partial<Alert> = {}, state: Notice['state'] = 'raised'): Notice {
  return noticeFrom(home, { alert: alertOf(change), state });
}

/** A tag that was replaced, as it is reported. */
export const quarantined: Partial<Alert> = {
  where: { text: 'platform/web:latest', repository: 'platform/web', tag: 'latest' },
  title: '1 naming violation in platform/web',
  what: ['"latest" is not semver (such as 1.4.2) (rule: versions only)'],
  done: ['The tag is removed. The image stays, as platform/web:quarantine-fa15c8ce4954'],
  todo: [
    'Push it again under a valid tag',
    'Or give it this tag back: npx ecr-steward release platform/web:latest',
  ],
};

/** `number` alerts with causes of their own, on repositories of their own. */
export function alertsOf(number: number, change: Partial<Alert> = {}): Alert[] {
  return Array.from({ length: number }, (_, index) => {
    const repository = `team/r${index}`;
    const cause = { id: `${change.kind ?? 'naming'}/${index}`, windowSeconds: 3600 };
    return alertOf({ cause, where: { text: repository, repository }, ...change });
  });
}

export const plain: AlertSettings = { format: 'text', ownerTag: 'owner', routes: [], copies: [] };

const noon = Date.parse('2026-11-21T12:00:00Z');

/** An AWS with a ledger and topics, each with a queue of the same name; and a clock to be set by the minute. */
export async function startPeople() {
  const { aws, ecr, config } = await startTestAws();
  await createTable(aws, 'ledger');
  const topic = (name: string) => {
    const { topicArn } = aws.storage.createTopic(name);
    aws.storage.createQueue(name);
    aws.storage.subscribe({ topic: name, queue: name });
    return topicArn;
  };
  vi.stubEnv('ALERT_TOPIC_ARN', topic('main'));
  vi.stubEnv('LEDGER_TABLE', 'ledger');
  stubOrigin();
  const logged = vi.spyOn(logger, 'error').mockReturnValue(undefined);
  onTestFinished(() => {
    logged.mockRestore();
    vi.unstubAllEnvs();
  });
  const clients = {
    sns: new SNSClient(config),
    dynamodb: new DynamoDBClient(config),
    eventbridge: new EventBridgeClient(config),
  };
  const events: AwsEvent[] = [];
  aws.bus.subscribe((event) => void (event.source === 'ecr-steward' && events.push(event)));
  const clock = { minutes: 0 };
  const now = () => new Date(noon + clock.minutes * 60_000);
  const peopleWith = (settings: Partial<AlertSettings> = {}) =>
    createNotifier(clients, { ...plain, ...settings }, { owners: ownersIn(ecr), now });
  /** The envelopes that came to the queue of a topic so far. */
  const mails = (name = 'main') =>
    (aws.storage.inspectQueue(name)?.messages.ready ?? []).map(
      ({ body }) => JSON.parse(body) as Envelope,
    );
  return { aws, ecr, config, clients, clock, now, peopleWith, mails, events, topic };
}

/** What a run covers that has read all. */
export const everywhere = () => true;

/** The caller has to undo it. */
export function stubOrigin(): void {
  vi.stubEnv('ACCOUNT_ID', home.account);
  vi.stubEnv('AWS_REGION', home.region);
  vi.stubEnv('STAGE', home.stage);
  vi.stubEnv('STACK_NAME', home.stack);
}

interface Envelope {
  Subject: string;
  Message: string;
  MessageAttributes: Record<string, { Type: string; Value: string }>;
}

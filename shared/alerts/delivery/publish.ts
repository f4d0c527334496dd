import { type MessageAttributeValue, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { clientDefaults } from '../../runtime/clients.ts';
import { placeInWords, placeOf } from '../origin.ts';
import { oneLine } from '../quote.ts';
import { asChat } from './chat.ts';
import type { Message } from './message.ts';
import { asJson } from './record.ts';
import { asText } from './text.ts';

/** The format of a topic's messages: for e-mail, for programs, for chat. */
export type Format = 'text' | 'json' | 'chatbot';

/** A topic, and the format of its messages. */
export interface Destination {
  topicArn: string;
  format: Format;
}

const formats: Record<Format, (message: Message) => string> = {
  text: asText,
  json: asJson,
  chatbot: asChat,
};

/**
 * Publishes a message, with the same text for all protocols: with `MessageStructure: json` each protocol could
 * have its own, but then SNS sends no attributes (SNS developer guide, "Message attributes"), and subscriptions
 * could not filter. So a topic has one format; another format needs another topic.
 */
export async function publish(
  sns: SNSClient,
  { topicArn, format }: Destination,
  message: Message,
): Promise<void> {
  const client = await clientFor(sns, topicArn);
  await client.send(
    new PublishCommand({
      TopicArn: topicArn,
      Subject: subject(message),
      Message: formats[format](message),
      MessageAttributes: attributes(message),
    }),
  );
}

const elsewhere = new Map<string, SNSClient>();

/** SNS takes a message only in the region of the topic: the given client, or one for that region. */
export async function clientFor(sns: SNSClient, topicArn: string): Promise<SNSClient> {
  const [, , , region] = topicArn.split(':');
  if (!region || region === (await sns.config.region())) return sns;
  const known = elsewhere.get(region) ?? new SNSClient({ ...clientDefaults, region });
  elsewhere.set(region, known);
  return known;
}

/**
 * Begins with the place, which readers of the mails of many accounts look for first. SNS takes a subject of at most
 * 100 printable ASCII characters that does not begin with a space.
 */
function subject({ title, notices }: Message): string {
  const ascii = `[${placeInWords(placeOf(notices))}] ${title}`.replace(/[^\x20-\x7e]/g, '?').trim();
  return ascii.length > 100 ? `${ascii.slice(0, 97).trimEnd()}...` : ascii;
}

/**
 * What subscriptions can filter on. At most ten: a queue with raw delivery would lose a message with more. Where
 * several alerts differ, the attribute is a list, and a filter matches any of its values.
 */
function attributes({ notices, severity }: Message): Record<string, MessageAttributeValue> {
  const values = {
    kind: notices.map(({ alert }) => alert.kind),
    severity: [severity],
    state: notices.map(({ state }) => state),
    repository: notices.map(({ alert }) => alert.where.repository),
    rule: notices.map(({ alert }) => alert.where.rule),
    stage: notices.map(({ origin }) => origin.stage),
    account: notices.map(({ alert }) => alert.where.account),
    region: notices.map(({ alert }) => alert.where.region),
    owner: notices.map(({ owner }) => owner),
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, found]) => {
      const some = [...new Set(found.flatMap((it) => (it ? [oneLine(it, 256)] : [])))];
      return some.length === 0 ? [] : [[name, attribute(some)]];
    }),
  );
}

/** More names than these are not worth their bytes. */
const MOST_VALUES = 50;

function attribute(values: readonly string[]): MessageAttributeValue {
  const [only = ''] = values;
  if (values.length === 1) return { DataType: 'String', StringValue: only };
  return { DataType: 'String.Array', StringValue: JSON.stringify(values.slice(0, MOST_VALUES)) };
}

import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';

/** Something that people are told: capabilities make it, functions send it. */
export interface Alert {
  /** What happened, in one line. */
  title: string;
  /** The thing it happened to: a repository, a rule. Subscriptions can filter on it. */
  where: string;
  severity: 'info' | 'warning' | 'error';
  /** What exactly, what was done about it and what to do: a line each. */
  lines: readonly string[];
}

/** Tells the subscribers of the topic: plain text that reads as an e-mail, attributes to filter on. */
export async function sendAlert(sns: SNSClient, topicArn: string, alert: Alert): Promise<void> {
  await sns.send(
    new PublishCommand({
      TopicArn: topicArn,
      Subject: subject(alert.title),
      Message: [alert.title, '', ...alert.lines].join('\n'),
      MessageAttributes: {
        severity: { DataType: 'String', StringValue: alert.severity },
        where: { DataType: 'String', StringValue: alert.where },
      },
    }),
  );
}

/** SNS takes a subject of at most 100 printable ASCII characters; a name in it may be anything. */
function subject(title: string): string {
  return title.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
}

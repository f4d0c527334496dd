import * as z from 'zod';

/** What may be said of how people are told. */

const formats = ['text', 'json', 'chatbot'] as const;

const format = z.enum(formats, { error: `one of ${formats.join(', ')}` });

const topicArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:sns:[a-z]{2,5}(-[a-z]+)+-\d:\d{12}:[A-Za-z0-9_-]{1,256}$/,
    'the ARN of an SNS topic, such as arn:aws:sns:eu-west-1:123456789012:team-a',
  )
  .describe('The ARN of an SNS topic (no FIFO topic), of any account and region.');

const route = z
  .strictObject({
    owner: z
      .string()
      .min(1, 'the value of an owner tag')
      .max(256, 'at most 256 characters')
      .describe('The value that the owner tag of a repository has: team-a'),
    topicArn,
    format: format.optional().describe('Default: that of `alerts.format`.'),
  })
  .describe('Alerts on the repositories of an owner go to this topic, and not to the AlertTopic.');

const copy = z
  .strictObject({ topicArn, format: format.describe('How its messages are written.') })
  .describe('A topic that gets all alerts besides: of a chat, or of a program.');

export const alerts = z
  .strictObject({
    format: format
      .default('text')
      .describe(
        'How the messages of the AlertTopic are written. text: for mailboxes. json: for programs. ' +
          'chatbot: as custom notifications of Amazon Q Developer in chat applications (AWS Chatbot), ' +
          'for Slack and Microsoft Teams. Default text.',
      ),
    ownerTag: z
      .string()
      .min(1, 'the key of a resource tag')
      .max(128, 'at most 128 characters')
      .default('owner')
      .describe('The resource tag of a repository that says whose it is. Default owner.'),
    routes: z.array(route).default([]).describe('Topics of owners.'),
    copies: z
      .array(copy)
      .max(5, 'at most 5 copies')
      .default([])
      .describe('Topics that get all alerts besides.'),
  })
  .describe('How people are told.');

export type AlertsConfig = z.output<typeof alerts>;

import * as z from 'zod';

/** `alerts:` of registry.yml: where alerts are sent, and in which format. */

const formats = ['text', 'json', 'chatbot'] as const;

const format = z.enum(formats, { error: `one of ${formats.join(', ')}` });

const topicArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:sns:[a-z]{2,5}(-[a-z]+)+-\d:\d{12}:[A-Za-z0-9_-]{1,256}$/,
    'the ARN of an SNS topic, such as arn:aws:sns:eu-west-1:123456789012:team-a',
  )
  .describe('ARN of an SNS topic (no FIFO topic), of any account and region.');

const route = z
  .strictObject({
    owner: z
      .string()
      .min(1, 'the value of an owner tag')
      .max(256, 'at most 256 characters')
      .describe('Value of the owner tag of the repositories, such as team-a.'),
    topicArn,
    format: format
      .optional()
      .describe('Format of the messages of this topic. Default: that of alerts.format.'),
  })
  .describe(
    'A topic that gets the alerts about the repositories of one owner, in place of the ' +
      'AlertTopic of the stack.',
  );

const copy = z
  .strictObject({ topicArn, format: format.describe('Format of the messages of this topic.') })
  .describe('A topic that gets a copy of all alerts: of a chat, or of a program.');

export const alerts = z
  .strictObject({
    format: format
      .default('text')
      .describe(
        'Format of the messages of the AlertTopic of the stack. text: for e-mail. json: for ' +
          'programs. chatbot: custom notifications of Amazon Q Developer in chat applications (AWS ' +
          'Chatbot), for Slack and Microsoft Teams. Default text.',
      ),
    ownerTag: z
      .string()
      .min(1, 'the key of a resource tag')
      .max(128, 'at most 128 characters')
      .default('owner')
      .describe('Key of the resource tag that names the owner of a repository. Default owner.'),
    routes: z
      .array(route)
      .default([])
      .describe('Topics of owners. Default []: all alerts go to the AlertTopic.'),
    copies: z
      .array(copy)
      .max(5, 'at most 5 copies')
      .default([])
      .describe('Topics that get a copy of all alerts, at most 5. Default []: none.'),
  })
  .describe('Where alerts go, and in which format.');

export type AlertsConfig = z.output<typeof alerts>;

import type { AwsError } from '../http/errors.ts';

/** Answers of STS in the XML of the AWS query protocol. */

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/';

export function answerXml(operation: string, output: object, requestId: string): string {
  return element(
    `${operation}Response`,
    element(`${operation}Result`, members(output)) +
      element('ResponseMetadata', members({ RequestId: requestId })),
    ` xmlns="${namespace}"`,
  );
}

export function errorXml({ name, message, status }: AwsError, requestId: string): string {
  const error = { Type: status < 500 ? 'Sender' : 'Receiver', Code: name, Message: message };
  return element(
    'ErrorResponse',
    element('Error', members(error)) + members({ RequestId: requestId }),
    ` xmlns="${namespace}"`,
  );
}

function members(values: object): string {
  return Object.entries(values)
    .map(([name, value]) => element(name, content(value)))
    .join('');
}

function content(value: unknown): string {
  return typeof value === 'object' && value !== null ? members(value) : escaped(String(value));
}

function element(name: string, inner: string, attributes = ''): string {
  return `<${name}${attributes}>${inner}</${name}>`;
}

function escaped(text: string): string {
  return text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

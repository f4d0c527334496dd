import type { AwsError } from '../http/errors.ts';

/** An error in the protocol of its service: S3 and SNS answer XML, SQS and DynamoDB JSON. */
export function errorAnswer(service: string, error: AwsError): { type: string; body: string } {
  const code = escaped(error.name);
  const message = escaped(error.message);
  if (service === 'sqs' || service === 'dynamodb') {
    const body = JSON.stringify({ __type: error.name, message: error.message });
    return { type: 'application/x-amz-json-1.0', body };
  }
  const inner = `<Code>${code}</Code><Message>${message}</Message>`;
  const body =
    service === 's3'
      ? `<Error>${inner}</Error>`
      : `<ErrorResponse><Error><Type>Sender</Type>${inner}</Error></ErrorResponse>`;
  return { type: 'application/xml', body: `<?xml version="1.0" encoding="UTF-8"?>${body}` };
}

/** The error in a response's text; the response to a HEAD request has none. */
export function readError(body: unknown, status: number) {
  const text = typeof body === 'string' ? body : '';
  const name = /<Code>([^<]*)</.exec(text) ?? /"__type":"(?:[^"]*#)?([^"]*)"/.exec(text);
  const message = /<Message>([^<]*)</.exec(text) ?? /"message":"([^"]*)"/i.exec(text);
  return { name: name?.[1] ?? `Http${status}`, message: message?.[1] ?? '', status };
}

function escaped(text: string): string {
  return text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

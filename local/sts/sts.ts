import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../http/body.ts';
import { AwsError, toAwsError } from '../http/errors.ts';
import type { Gate, Outcome } from '../http/gate.ts';
import { callerOf, principalArn, principalId } from '../service/principal.ts';

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** Answers one request to STS, which has GetCallerIdentity and speaks the AWS query protocol. */
export async function answerSts(
  site: { accountId: string; gate: Gate },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID();
  const outcome = await carryOut(site, request).catch((thrown) => ({ error: toAwsError(thrown) }));
  if (!outcome) {
    request.socket.destroy();
    return;
  }
  const [status, body] =
    'output' in outcome
      ? [200, identityXml(outcome.output, requestId)]
      : [outcome.error.status, errorXml(outcome.error, requestId)];
  response.writeHead(status, { 'content-type': 'text/xml', 'x-amzn-requestid': requestId });
  response.end(body);
}

async function carryOut(
  { accountId, gate }: { accountId: string; gate: Gate },
  request: IncomingMessage,
): Promise<Outcome | undefined> {
  const input = Object.fromEntries(new URLSearchParams(await readBody(request)));
  const accessKeyId = callerOf(request.headers.authorization)?.accessKeyId ?? 'anonymous';
  const operation = input.Action ?? '*';
  const arn = principalArn(accountId, accessKeyId);
  return gate.pass({
    service: 'sts',
    operation,
    input,
    principalArn: arn,
    resource: '*',
    run: () => {
      if (operation !== 'GetCallerIdentity') throw unknownAction(operation);
      return { Arn: arn, UserId: principalId(accessKeyId), Account: accountId };
    },
    wire: (output) => output,
  });
}

function unknownAction(name: string): AwsError {
  return new AwsError('InvalidAction', `The embedded AWS does not have the operation sts:${name}`);
}

function identityXml(identity: object, requestId: string): string {
  return element(
    'GetCallerIdentityResponse',
    element('GetCallerIdentityResult', members(identity)) +
      element('ResponseMetadata', members({ RequestId: requestId })),
    ` xmlns="${namespace}"`,
  );
}

function errorXml({ name, message, status }: AwsError, requestId: string): string {
  const error = { Type: status < 500 ? 'Sender' : 'Receiver', Code: name, Message: message };
  return element(
    'ErrorResponse',
    element('Error', members(error)) + members({ RequestId: requestId }),
    ` xmlns="${namespace}"`,
  );
}

function members(values: object): string {
  return Object.entries(values)
    .map(([name, value]) => element(name, escaped(String(value))))
    .join('');
}

function element(name: string, content: string, attributes = ''): string {
  return `<${name}${attributes}>${content}</${name}>`;
}

function escaped(text: string): string {
  return text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Services that answer in XML, which their requests do not show. */
const restXml = new Set(['cloudfront', 'route53', 's3-control', 's3control', 's3-outposts']);

/** The available services, for messages. */
const there =
  'ECR, Secrets Manager, STS, S3, SNS, SQS, DynamoDB, EventBridge, App Runner, AWS Batch, SageMaker, Amazon Inspector, ' +
  'ECS and Lambda';

/** Refuses a call to an unknown service, in the protocol of its client. */
export function refuseService(
  service: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const message = `The local AWS does not have the service ${service}: it has ${there}`;
  const { type, body } = refusalOf(service, request, message);
  response.writeHead(400, {
    'content-type': type,
    'x-amzn-requestid': randomUUID(),
    'x-amzn-errortype': NAME,
    ...(type === CBOR && { 'smithy-protocol': 'rpc-v2-cbor' }),
    connection: 'close',
  });
  response.end(body);
}

const NAME = 'UnknownOperationException';
const CBOR = 'application/cbor';

function refusalOf(
  service: string,
  { headers }: IncomingMessage,
  message: string,
): { type: string; body: string | Buffer } {
  const asked = headers['content-type'] ?? '';
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return { type: CBOR, body: cborOf(message) };
  const error = `<Code>${NAME}</Code><Message>${message}</Message>`;
  if (service === 'ec2')
    return xml(`<Response><Errors><Error>${error}</Error></Errors></Response>`);
  if (asked.includes('x-www-form-urlencoded') || restXml.has(service)) {
    return xml(`<ErrorResponse><Error><Type>Sender</Type>${error}</Error></ErrorResponse>`);
  }
  const type = asked.includes('x-amz-json') ? asked : 'application/json';
  return { type, body: JSON.stringify({ __type: NAME, message }) };
}

function xml(body: string) {
  return { type: 'text/xml', body: `<?xml version="1.0" encoding="UTF-8"?>${body}` };
}

/** `{__type, message}` in CBOR (RFC 8949): a map of two pairs of texts. */
function cborOf(message: string): Buffer {
  const texts = ['__type', NAME, 'message', message].map(cborText);
  return Buffer.concat([Buffer.from([0xa2]), ...texts]);
}

function cborText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x79, bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { cliFor } from '../command.ts';
import { startTestAws } from '../start.ts';

const message = /The local AWS does not have the service (\S+): it has ECR, .* and Lambda/;

/** Sends what a client of the service would, with these headers. */
async function ask(service: string, headers: Record<string, string>) {
  const { aws } = await startTestAws();
  const scope = `Credential=test/20261121/eu-west-1/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0`;
  const response = await fetch(aws.endpoint, {
    method: 'POST',
    body: 'x',
    headers: { ...headers, authorization },
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

test.each([
  [
    'cloudformation',
    { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    /^<\?xml .*<ErrorResponse><Error>.*<Code>UnknownOperationException</s,
  ],
  [
    'ec2',
    { 'content-type': 'application/x-www-form-urlencoded' },
    /^<\?xml .*<Response><Errors><Error><Code>UnknownOperationException</s,
  ],
  ['route53', { 'content-type': 'application/xml' }, /^<\?xml .*<ErrorResponse>/s],
  [
    'ssm',
    { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.GetParameter' },
    /^{"__type":"UnknownOperationException","message"/,
  ],
  ['eks', { 'content-type': 'application/json' }, /"message"/],
  [
    'monitoring',
    { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
    /__type/,
  ],
])('a call to %s is refused in its own protocol', async (service, headers, body) => {
  const answer = await ask(service, headers as Record<string, string>);
  expect(answer.status).toBe(400);
  expect(answer.headers.get('x-amzn-errortype')).toBe('UnknownOperationException');
  expect(answer.body).toMatch(body);
  expect(message.exec(answer.body)?.[1]).toBe(service);
});

const hasCli = spawnSync('aws', ['--version']).status === 0;

test.skipIf(!hasCli).each([
  ['cloudformation', 'list-stacks'],
  ['cloudwatch', 'list-metrics'],
  ['ssm', 'describe-parameters'],
])(
  'the AWS CLI can read it of %s',
  async (service, verb) => {
    const { aws } = await startTestAws();
    const refused = cliFor(aws.endpoint)(service, verb);
    await expect(refused).rejects.toThrow(message);
  },
  30_000,
);

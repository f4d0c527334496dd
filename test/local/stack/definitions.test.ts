// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of CloudFormation and of the framework
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalAws } from '../../../local/aws.ts';
import { StackDefinitionError, startStack } from '../../../local/stack/stack.ts';
import { startStandIn } from './stand-in.ts';

let aws: LocalAws;
let directory: string;

beforeAll(async () => {
  aws = await startStandIn();
  directory = await mkdtemp(join(tmpdir(), 'stack-'));
});

afterAll(async () => {
  await aws.close();
  await rm(directory, { recursive: true });
});

/** Starts a service whose only function has these lines, under `resources:` those. */
async function start(lines: string, resources = '') {
  const service = `
service: refused
provider: { name: aws, runtime: nodejs24.x }
functions:
  push:
    handler: push.handler
${indent(lines, 4)}
resources:
  Resources:
    Queue: { Type: AWS::SQS::Queue }
${indent(resources, 4)}
`;
  await writeFile(join(directory, 'serverless.yml'), service);
  return await startStack(aws, { directory });
}

function indent(lines: string, spaces: number): string {
  return lines.replaceAll(/^/gm, ' '.repeat(spaces));
}

describe('a service is refused, with the place and the reason, for', () => {
  it.each([
    [
      'an unknown operator',
      'events: [{ eventBridge: { pattern: { source: [{ regex: x }] } } }]',
      'functions.push.events[0].eventBridge.pattern',
      'source[0]: unknown operator "regex"',
    ],
    [
      'a durable function with destinations',
      'durableConfig: { executionTimeout: 60 }\ndestinations: { onFailure: { type: sqs, arn: !GetAtt Queue.Arn } }',
      'functions.push.destinations',
      'is not allowed together with durableConfig',
    ],
    [
      'a durable function with retries of its own',
      'durableConfig: { executionTimeout: 60 }\nmaximumRetryAttempts: 0',
      'functions.push.maximumRetryAttempts',
      'is not allowed together with durableConfig',
    ],
    [
      'a durable function without a timeout of its executions',
      'durableConfig: { retentionPeriodInDays: 7 }',
      'functions.push',
      'durableConfig: executionTimeout: Invalid input: expected number, received undefined',
    ],
    [
      'a reference to nothing',
      'environment: { BUCKET: !Ref Bucket }',
      'functions.push.environment.BUCKET',
      'Ref "Bucket" names nothing; there is Queue',
    ],
    [
      'an attribute that a queue does not have',
      'environment: { A: !GetAtt Queue.Url }',
      'functions.push.environment.A',
      'Fn::GetAtt "Queue.Url" names nothing',
    ],
    [
      'a reference to nothing in a text',
      "environment: { A: !Sub 'x-${Nothing}' }",
      'functions.push.environment.A',
      '${Nothing} in Fn::Sub names nothing',
    ],
    [
      'a function of CloudFormation that is not known',
      'environment: { A: !ImportValue other }',
      'functions.push.environment.A',
      'Fn::ImportValue is not supported locally',
    ],
    [
      'a bus of its own',
      'events: [{ eventBridge: { eventBus: mine, pattern: { source: [a] } } }]',
      'functions.push.events[0].eventBridge',
      'eventBus: must be "default"',
    ],
    [
      'a transformed input',
      'events: [{ eventBridge: { inputPath: $.detail, pattern: { source: [a] } } }]',
      'functions.push.events[0].eventBridge',
      'inputPath: is not supported locally',
    ],
    [
      'a kind of event that cannot happen',
      'events: [{ sqs: { arn: x } }]',
      'functions.push.events[0]',
      '"sqs" is not supported locally',
    ],
    [
      'a misspelt key',
      'events: [{ schedule: { rate: [rate(1 day)], nmae: nightly } }]',
      'functions.push.events[0].schedule',
      'nmae',
    ],
    [
      'an expression that is none',
      'events: [{ schedule: every day }]',
      'functions.push.events[0].schedule',
      'must be rate(…), cron(…) or at(…)',
    ],
    [
      'a dead-letter queue that does not exist',
      'onError: arn:aws:sqs:eu-west-1:000000000000:nowhere',
      'functions.push.onError',
      'there is no queue or topic',
    ],
    [
      'two schedules of one name',
      'events: [{ schedule: { rate: rate(1 day), name: a } }, { schedule: { rate: rate(2 days), name: a } }]',
      'functions.push.events[1].schedule',
      'another schedule is named "a"',
    ],
    [
      'a variable that only the cloud knows',
      "environment: { A: '${ssm:/key}' }",
      'functions.push.environment.A',
      'cannot be resolved locally: ${ssm:/key}',
    ],
    [
      'a time zone without the scheduler',
      'events: [{ schedule: { rate: rate(1 day), timezone: Europe/Vienna } }]',
      'functions.push.events[0].schedule.timezone',
      'needs method: scheduler',
    ],
  ])('%s', async (_, lines, path, problem) => {
    const starting = start(lines);
    await expect(starting).rejects.toThrow(StackDefinitionError);
    await expect(starting).rejects.toMatchObject({ path });
    await expect(starting).rejects.toThrow(problem);
  });

  it('a name that depends on itself', async () => {
    const loop = 'Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: !Ref Bucket } }';
    await expect(start('', loop)).rejects.toThrow(/Resources\.Bucket: its name depends on itself/);
  });

  it('variables that cannot be resolved, all at once', async () => {
    const starting = start("environment: { A: '${env:NO_SUCH}', B: '${aws:nothing}' }");
    await expect(starting).rejects.toThrow(
      /environment\.A.*environment\.B.*aws:nothing cannot be resolved locally/s,
    );
  });

  it('a missing file', async () => {
    const starting = startStack(aws, { directory: join(directory, 'nowhere') });
    await expect(starting).rejects.toThrow(/nowhere\/serverless\.yml: .*File not found/);
  });
});

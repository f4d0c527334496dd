import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../../local/aws.ts';
import { type Stack, startStack } from '../../../local/stack/stack.ts';
import { type PackagedService, packageService } from '../../../local/stack/template/packaged.ts';
import { withhold } from '../../support/permissions.ts';
import { shopEvent } from './stand-in.ts';

const directory = new URL('./fixtures/rights', import.meta.url).pathname;
const place = { accountId: '000000000000', region: 'eu-west-1' };

let service: PackagedService;
let aws: LocalAws;
let stack: Stack;

beforeAll(async () => {
  service = await packageService({ directory, stage: 'local', ...place });
  aws = await startLocalAws(place);
  stack = await startStack(aws, { directory, service, retryDelaysMs: [1, 1] });
});

afterAll(async () => {
  await stack.close();
  await aws.close();
});

const session = 'arn:aws:sts::000000000000:assumed-role/rights-local-keeprole/rights-local-keep';
const store = 'arn:aws:s3:::rights-local-store';

function refused(key: string, why: string) {
  const message = `User: ${session} is not authorized to perform: s3:PutObject on resource: "${store}/${key}" ${why}`;
  return { ok: false, error: { name: 'AccessDenied', message } };
}

test('a function has a session of its role, and may do what the role may', async () => {
  expect(await stack.invoke('keep', { key: 'kept/a' })).toEqual({ ok: true, result: session });
  const none = 'because no identity-based policy allows the s3:PutObject action';
  expect(await stack.invoke('keep', { key: 'other/a' })).toMatchObject(refused('other/a', none));
});

test('a policy of the template for the bucket counts', async () => {
  const why = 'with an explicit deny in a resource-based policy';
  const key = 'kept/secret/a';
  expect(await stack.invoke('keep', { key })).toMatchObject(refused(key, why));
});

test('a role that Lambda cannot assume is an error of the stack', async () => {
  const changed = structuredClone(service);
  const template = changed.template as unknown as Template;
  template.Resources.KeepRole.Properties.AssumeRolePolicyDocument.Statement[0].Principal.Service =
    'ec2.amazonaws.com';
  await expect(startStack(aws, { directory, service: changed })).rejects.toThrow(
    'Resources.KeepLambdaFunction.Properties.Role: KeepRole cannot be assumed by Lambda: its trust policy does not allow it',
  );
});

interface Template {
  Resources: {
    KeepRole: {
      Properties: {
        AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: string } }] };
      };
    };
  };
}

test('a failed event is lost where the role may not send it, with a warning', async () => {
  const warnings: string[] = [];
  const hear = ({ message }: Error) => void warnings.push(message);
  process.on('warning', hear);
  stack.deliver(shopEvent('Keep', { key: 'other/a' }));
  await stack.idle();
  expect(aws.storage.inspectQueue('rights-local-dead')?.messages.ready).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', hear);
  expect(warnings).toEqual([
    expect.stringContaining(
      `A failed event is lost: User: ${session} is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:000000000000:rights-local-dead`,
    ),
  ]);
});

test('a failed event arrives where the role may send it', async () => {
  const roleArn = stack.resources.KeepRole?.arn ?? '';
  const declared = aws.permissions.documentsOf(roleArn) ?? { identity: [] };
  const Statement = {
    Effect: 'Allow',
    Action: 'sqs:SendMessage',
    Resource: stack.resources.Dead?.arn,
  };
  aws.permissions.declareRole(roleArn, { identity: [{ Statement }] });
  stack.deliver(shopEvent('Keep', { key: 'other/a' }));
  await stack.idle();
  expect(aws.storage.inspectQueue('rights-local-dead')?.messages.ready).toHaveLength(1);
  aws.permissions.declareRole(roleArn, declared);
});

test('a durable function needs its checkpoints, and the invocation of another', async () => {
  expect(await stack.invoke('count', {})).toEqual({ ok: true, result: 1 });
  expect(await stack.invoke('count', { invoke: true })).toMatchObject({
    ok: false,
    error: {
      message: expect.stringContaining(
        'is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:eu-west-1:000000000000:function:rights-local-keep because',
      ),
    },
  });
  withhold(aws, stack.resources.CountRole?.arn ?? '', 'lambda:CheckpointDurableExecution');
  expect(await stack.invoke('count', {})).toMatchObject({ ok: false });
});

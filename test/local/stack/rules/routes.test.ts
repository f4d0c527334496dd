import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../../../local/aws.ts';
import { type Bundle, bundleFunctions } from '../../../../local/lambda/bundle.ts';
import { type Stack, startStack } from '../../../../local/stack/stack.ts';
import { type PackagedService, packageService } from '../../../../local/stack/template/packaged.ts';
import { createFolder } from '../../../support/temporary-folder.ts';
import { shopEvent } from '../stand-in.ts';

const directory = new URL('../fixtures/rights', import.meta.url).pathname;
const place = { accountId: '000000000000', region: 'eu-west-1' };
const event = shopEvent('Keep', { key: 'kept/a' });

let service: PackagedService;
let bundles: ReadonlyMap<string, Bundle>;
let removeBundles: () => Promise<void>;

beforeAll(async () => {
  service = await packageService({ directory, stage: 'local', ...place });
  const { folder, remove } = await createFolder();
  removeBundles = remove;
  const functions = ['keep', 'count'].map((name) => ({
    name,
    handler: `handlers/${name}.handler`,
  }));
  bundles = await bundleFunctions({ ...service, functions }, folder);
});

afterAll(() => removeBundles());

interface Changed {
  Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

/** The stack with a change of its template, and a dead-letter queue of the rule; for the time of `work`. */
async function withStack(
  change: (resources: Changed['Resources']) => void,
  work: (stack: Stack, aws: LocalAws) => Promise<void>,
  iam?: 'off',
): Promise<void> {
  const template = structuredClone(service.template) as unknown as Changed;
  const [target] = ruleIn(template.Resources).Properties.Targets as Record<string, unknown>[];
  Object.assign(target ?? {}, { DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Dead', 'Arn'] } } });
  template.Resources.DeadPolicy = {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: 'Dead' }],
      PolicyDocument: {
        Statement: {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: { 'Fn::GetAtt': ['Dead', 'Arn'] },
          Condition: { ArnLike: { 'aws:SourceArn': ruleArn } },
        },
      },
    },
  };
  change(template.Resources);
  const aws = await startLocalAws({ ...place, ...(iam && { iam }) });
  const changed = { ...service, template: template as unknown as PackagedService['template'] };
  const stack = await startStack(aws, { directory, service: changed, bundles });
  try {
    await work(stack, aws);
  } finally {
    await stack.close();
    await aws.close();
  }
}

const ruleArn = 'arn:aws:events:eu-west-1:000000000000:rule/rights-local-keep-rule-1';
const functionArn = 'arn:aws:lambda:eu-west-1:000000000000:function:rights-local-keep';

function ruleIn(resources: Changed['Resources']) {
  const rule = Object.values(resources).find(({ Type }) => Type === 'AWS::Events::Rule');
  if (!rule) throw new Error('there is no rule');
  return rule;
}

function permissionIn(resources: Changed['Resources']) {
  const [id = ''] =
    Object.entries(resources).find(([, { Type }]) => Type === 'AWS::Lambda::Permission') ?? [];
  return id;
}

function deadLetters(aws: LocalAws) {
  return aws.storage.inspectQueue('rights-local-dead')?.messages.ready ?? [];
}

test('a rule delivers with the permission that packaging makes', async () => {
  await withStack(
    () => {},
    async (stack, aws) => {
      expect(stack.deliver(event)).toEqual(['keep']);
      await stack.idle();
      expect(deadLetters(aws)).toEqual([]);
    },
  );
});

type Change = (resources: Changed['Resources'], id: string) => void;
const changed = (properties: object): Change => {
  return (resources, id) => void Object.assign(resources[id]?.Properties ?? {}, properties);
};

test.each<[string, Change]>([
  ['no permission', (resources, id) => void delete resources[id]],
  ['one for another rule', changed({ SourceArn: `${ruleArn}2` })],
  ['one for another service', changed({ Principal: 'sns.amazonaws.com' })],
  ['one for another account', changed({ SourceAccount: '111111111111' })],
  ['one for another function', changed({ FunctionName: { Ref: 'CountLambdaFunction' } })],
  ['one for an alias', changed({ FunctionName: `${functionArn}:live` })],
  ['one for another action', changed({ Action: 'lambda:GetFunction' })],
])(
  'with %s, a rule delivers nothing: its event goes to its dead-letter queue',
  async (_, change) => {
    await withStack(
      (resources) => change(resources, permissionIn(resources)),
      async (stack, aws) => {
        expect(stack.deliver(event)).toEqual([]);
        await stack.idle();
        const [message] = deadLetters(aws);
        expect(JSON.parse(message?.body ?? '')).toEqual(event);
        expect(message?.messageAttributes).toMatchObject({
          RULE_ARN: { StringValue: ruleArn },
          TARGET_ARN: { StringValue: functionArn },
          ERROR_CODE: { StringValue: 'NO_PERMISSIONS' },
          ERROR_MESSAGE: { StringValue: expect.stringContaining('lambda:InvokeFunction') },
        });
      },
    );
  },
);

test.each<[string, Record<string, unknown>]>([
  ['one for all rules', { SourceArn: 'arn:aws:events:eu-west-1:000000000000:rule/*' }],
  ['one without a source', { SourceArn: undefined }],
  ['one by name', { FunctionName: 'rights-local-keep' }],
  ['one for all actions', { Action: 'lambda:*' }],
])('with %s, a rule delivers', async (_, properties) => {
  await withStack(
    (resources) => changed(properties)(resources, permissionIn(resources)),
    async (stack) => {
      expect(stack.deliver(event)).toEqual(['keep']);
    },
  );
});

test('a schedule fires nothing without a permission, and says why', async () => {
  await withStack(
    (resources) => {
      delete resources[permissionIn(resources)];
      const { Properties } = ruleIn(resources);
      Object.assign(Properties, { EventPattern: undefined, ScheduleExpression: 'rate(1 day)' });
    },
    async (stack, aws) => {
      expect(await stack.fire('keep')).toMatchObject({
        ok: false,
        error: { name: 'NO_PERMISSIONS', message: expect.stringContaining(ruleArn) },
      });
      expect(deadLetters(aws)).toHaveLength(1);
    },
  );
});

test.each<[string, Change, string]>([
  [
    'has no dead-letter queue',
    (resources) => {
      const [target] = ruleIn(resources).Properties.Targets as Record<string, unknown>[];
      delete target?.DeadLetterConfig;
    },
    'no AWS::Lambda::Permission allows it',
  ],
  [
    'may not send to its dead-letter queue',
    (resources) => void delete resources.DeadPolicy,
    'does not allow events.amazonaws.com to send to it',
  ],
])(
  'an event that a rule may not deliver is lost when it %s, with a warning',
  async (_, change, why) => {
    const warnings: string[] = [];
    const hear = ({ message }: Error) => void warnings.push(message);
    process.on('warning', hear);
    await withStack(
      (resources) => {
        delete resources[permissionIn(resources)];
        change(resources, '');
      },
      async (stack, aws) => {
        stack.deliver(event);
        expect(deadLetters(aws)).toEqual([]);
        await new Promise((resolve) => setImmediate(resolve));
      },
    );
    process.off('warning', hear);
    expect(warnings).toEqual([expect.stringContaining(`An event of ${ruleArn} is lost`)]);
    expect(warnings[0]).toContain(why);
  },
);

test('with IAM off, nothing needs a permission', async () => {
  await withStack(
    (resources) => void delete resources[permissionIn(resources)],
    async (stack) => {
      expect(stack.deliver(event)).toEqual(['keep']);
    },
    'off',
  );
});

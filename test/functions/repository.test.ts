import {
  CreatePullThroughCacheRuleCommand,
  CreateRepositoryCommand,
  type CreateRepositoryCommandInput,
  DeleteLifecyclePolicyCommand,
  DeleteRepositoryCommand,
  DescribeRepositoriesCommand,
  type ECRClient,
  GetLifecyclePolicyCommand,
  ListTagsForResourceCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  PutRegistryScanningConfigurationCommand,
  TagResourceCommand,
} from '@aws-sdk/client-ecr';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AwsEvent } from '../../local/events/event.ts';
import { roomy } from '../support/acting.ts';
import { eventMutations } from '../support/event-mutations.ts';
import { createRepositories, push } from '../support/images.ts';
import { losingEveryTenth, resultsOf } from '../support/reactions.ts';
import { sampleEvent, startTestStack, type TestStack } from '../support/stack.ts';

const registryYml = `
limits: ${roomy}
naming:
  repositories: [{rule: lower letters, patterns: ['[a-z/-]+']}]
baseline:
  - {repositories: ['left/**']}
  - repositories: ['told/**']
    mutability: IMMUTABLE
    lifecycle: {expireUntaggedDays: 14}
  - repositories: ['replaced/**']
    action: enforce
    lifecycle: {expireUntaggedDays: 14}
    replaceLifecycle: true
  - repositories: ['kms/**']
    action: enforce
    encryption: {encryptionType: KMS}
  - repositories: ['team/**', 'observed/**', 'declared/**']
    action: enforce
    mutability: IMMUTABLE
    mutabilityExclusions: [latest]
    scanOnPush: true
    lifecycle: {expireUntaggedDays: 14, keepLast: 20}
    tags: {required: [owner], defaults: {cost-center: none}}
pullThroughCache: {rules: [{prefix: declared, upstream: quay}]}
`;

const byHand = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      description: 'by hand',
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 7 },
      action: { type: 'expire' },
    },
  ],
});

const isTrail = (event: AwsEvent) => event['detail-type'] === 'AWS API Call via CloudTrail';

const start = (isLost?: (event: AwsEvent) => boolean) =>
  startTestStack(registryYml, {}, {}, isLost);

async function create(
  { ecr, stack }: TestStack,
  repositoryName: string,
  settings: Partial<CreateRepositoryCommandInput> = {},
) {
  await ecr.send(new CreateRepositoryCommand({ repositoryName, ...settings }));
  await stack.idle();
}

async function lifecycleOf(ecr: ECRClient, repositoryName: string): Promise<string | undefined> {
  const found = await ecr.send(new GetLifecyclePolicyCommand({ repositoryName })).catch(() => {});
  return found?.lifecyclePolicyText;
}

/** Mutability, scans, the number of lifecycle rules, and tags, in a line. */
async function stateOf(ecr: ECRClient, repositoryName: string): Promise<string> {
  const input = { repositoryNames: [repositoryName] };
  const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand(input));
  const [{ repositoryArn: resourceArn, ...repository } = {}] = repositories;
  const { tags = [] } = await ecr.send(new ListTagsForResourceCommand({ resourceArn }));
  const { rules = [] } = JSON.parse((await lifecycleOf(ecr, repositoryName)) ?? '{}');
  return [
    repository.imageTagMutability,
    repository.imageScanningConfiguration?.scanOnPush ? 'scans' : 'no scans',
    `${rules.length} rules`,
    tags.map(({ Key, Value }) => `${Key}=${Value}`).join(),
  ].join(' ');
}

const inLine = 'IMMUTABLE_WITH_EXCLUSION scans 3 rules cost-center=none';

function recordWrites({ aws }: TestStack): string[] {
  const writes: string[] = [];
  onTestFinished(
    aws.onExchange(({ service, operation }) => {
      if (service === 'ecr' && /^(Put|Tag|Create|Delete)/.test(operation)) writes.push(operation);
    }),
  );
  return writes;
}

test('what could not be read is not over', async () => {
  const started = await start();
  const { aws, ecr, stack, alerts } = started;
  await create(started, 'team/lacks');
  await create(started, 'team/gone');
  await stack.fire('repository');
  const told = alerts().length;
  aws.faults.set([{ operations: ['ecr:ListTagsForResource'], error: 'AccessDeniedException' }]);
  await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'team/gone' }));
  await stack.fire('repository');
  expect(alerts().slice(told)).toEqual([
    expect.stringMatching(/^Resolved: team\/gone is not as registry\.yml says\n/),
  ]);
  aws.faults.clear();
  const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({}));
  const resourceArn = repositories[0]?.repositoryArn;
  await ecr.send(new TagResourceCommand({ resourceArn, tags: [{ Key: 'owner', Value: 'a' }] }));
  await stack.fire('repository');
  expect(alerts().slice(told + 1)).toEqual([
    expect.stringMatching(/^Resolved: team\/lacks is not as registry\.yml says\n/),
  ]);
});

describe('a repository that is made', () => {
  test('is brought in line with its rule, and reported with what it lacks, once', async () => {
    const started = await start();
    const { ecr, stack, alerts } = started;
    await create(started, 'team/web');
    expect(await stateOf(ecr, 'team/web')).toBe(inLine);
    await stack.fire('repository');
    expect(alerts()).toEqual([
      expect.stringContaining(`team/web was brought in line with registry.yml

- It was not as registry.yml says

Done:
- mutability: MUTABLE → IMMUTABLE but latest
- lifecyclePolicy: none → untagged images go after 14 days, signatures (sha256-*) stay and are counted, the last 20 tagged images stay
- lifecyclePolicy: no image would expire
- scanOnPush: nothing scans the images
- tags: cost-center missing → cost-center=none
`),
      expect.stringContaining(
        `team/web is not as registry.yml says\n\n- tags: owner missing: tag the repository\n`,
      ),
    ]);
  });

  test('as it is to be costs no write, and nothing is reported', async () => {
    const started = await start();
    const { ecr, stack, alerts } = started;
    const tags = [
      { Key: 'owner', Value: 'a' },
      { Key: 'cost-center', Value: '7' },
    ];
    await create(started, 'team/web', { tags });
    const told = alerts().length;
    const writes = recordWrites(started);
    await stack.fire('repository');
    expect(writes).toEqual([]);
    expect(alerts()).toHaveLength(told);
    expect(await stateOf(ecr, 'team/web')).toMatch(/ owner=a,cost-center=7$/);
  });

  test('under an invalid name is reported, as a push to it would be, once', async () => {
    const started = await start();
    await create(started, 'web2');
    await started.stack.fire('repository');
    expect(started.alerts()).toEqual([
      expect.stringContaining(
        '1 wrong name in web2\n\n- "web2" is not [a-z/-]+ (rule: lower letters)\n',
      ),
    ]);
  });

  test('against a rule that only reports stays as it is', async () => {
    const started = await start();
    const writes = recordWrites(started);
    await create(started, 'told/web');
    expect(writes).toEqual(['CreateRepository']);
    expect(started.alerts()).toEqual([
      expect.stringContaining(`told/web is not as registry.yml says

- mutability: MUTABLE → IMMUTABLE: only reported (action: report)
- lifecyclePolicy: none → untagged images go after 14 days: only reported (action: report)
`),
    ]);
  });

  test('with an encryption that ECR cannot change is reported', async () => {
    const started = await start();
    await create(started, 'kms/web');
    expect(started.alerts()).toEqual([
      expect.stringContaining(
        'encryption: AES256 → KMS: ECR cannot change it: create the repository anew',
      ),
    ]);
  });

  test.each(['left/web', 'other/web', 'declared/web', 'observed/web'])(
    '%s is left alone: no rule, or that of a cache',
    async (name) => {
      const started = await start();
      const { ecr, alerts } = started;
      const rule = { ecrRepositoryPrefix: 'observed', upstreamRegistryUrl: 'quay.io' };
      await ecr.send(new CreatePullThroughCacheRuleCommand(rule));
      await create(started, name);
      expect(await stateOf(ecr, name)).toBe('MUTABLE no scans 0 rules ');
      expect(alerts()).toEqual([]);
    },
  );
});

describe('scanning', () => {
  const configure = (ecr: ECRClient, scanType: 'BASIC' | 'ENHANCED', filter: string) =>
    ecr.send(
      new PutRegistryScanningConfigurationCommand({
        scanType,
        rules: [
          {
            scanFrequency: 'SCAN_ON_PUSH',
            repositoryFilters: [{ filter, filterType: 'WILDCARD' }],
          },
        ],
      }),
    );

  test('by the configuration of the registry is enough', async () => {
    const started = await start();
    await configure(started.ecr, 'BASIC', 'team/*');
    await create(started, 'team/web');
    expect(await stateOf(started.ecr, 'team/web')).toContain(' no scans ');
    expect(started.alerts().join()).not.toContain('scanOnPush');
  });

  test('that is enhanced and does not look at the repository is reported', async () => {
    const started = await start();
    await configure(started.ecr, 'ENHANCED', 'other/*');
    await create(started, 'team/web');
    expect(await stateOf(started.ecr, 'team/web')).toContain(' no scans ');
    expect(started.alerts().join()).toContain(
      'scanOnPush: nothing scans the images: enhanced scanning goes by the filters of the registry',
    );
  });
});

describe('a lifecycle policy', () => {
  test('that somebody takes away comes back, and one by hand stays and is reported', async () => {
    const started = await start();
    const { ecr, stack, alerts } = started;
    const repositoryName = 'team/web';
    await create(started, repositoryName);
    const ours = await lifecycleOf(ecr, repositoryName);
    await ecr.send(new DeleteLifecyclePolicyCommand({ repositoryName }));
    await stack.idle();
    expect(await lifecycleOf(ecr, repositoryName)).toBe(ours);
    const put = { repositoryName, lifecyclePolicyText: byHand };
    await ecr.send(new PutLifecyclePolicyCommand(put));
    await stack.idle();
    expect(await lifecycleOf(ecr, repositoryName)).toBe(byHand);
    expect(alerts().at(-1)).toContain('by hand → untagged images go after 14 days');
    expect(alerts().at(-1)).toContain('somebody made it by hand; replaceLifecycle: true replaces');
  });

  test('by hand is replaced where the rule says so, and what it said is reported', async () => {
    const started = await start(isTrail);
    const { ecr, stack, alerts } = started;
    const repositoryName = 'replaced/web';
    await create(started, repositoryName);
    const put = { repositoryName, lifecyclePolicyText: byHand };
    await ecr.send(new PutLifecyclePolicyCommand(put));
    await stack.fire('repository');
    expect(await lifecycleOf(ecr, repositoryName)).toContain('untagged images go after 14 days');
    expect(alerts().join()).toContain('"countNumber":7');
  });

  test('is set with a word on what would expire', async () => {
    const started = await start(isTrail);
    const { ecr, stack, alerts } = started;
    await createRepositories(ecr, 'team/web');
    for (let at = 0; at < 22; at += 1) await push(ecr, 'team/web', [`1.0.${at}`]);
    await stack.fire('repository');
    expect(await lifecycleOf(ecr, 'team/web')).toContain('the last 20 tagged images stay');
    expect(alerts().join()).toMatch(
      /- lifecyclePolicy: would expire 2 images \(2 tagged: 1\.0\.0, 1\.0\.1\), .* within 24 hours/,
    );
  });

  test('of which it cannot be seen what would expire is not put, the rest is, and it is reported', async () => {
    const started = await start(isTrail);
    const { aws, ecr, stack, alerts } = started;
    await createRepositories(ecr, 'team/web');
    await push(ecr, 'team/web', ['1.0.0']);
    const operations = ['ecr:StartLifecyclePolicyPreview'];
    aws.faults.set([{ operations, error: 'AccessDeniedException' }]);
    expect(await stack.fire('repository')).toMatchObject({ ok: true });
    expect(await lifecycleOf(ecr, 'team/web')).toBeUndefined();
    expect(await stateOf(ecr, 'team/web')).toBe(inLine.replace('3 rules', '0 rules'));
    expect(alerts().join()).toContain('it is unknown which images would expire: access denied: ');
    aws.faults.clear();
    await stack.fire('repository');
    expect(await stateOf(ecr, 'team/web')).toBe(inLine);
  });
});

describe('the schedule', () => {
  /** Made, then changed by hand. */
  async function run(isLost?: (event: AwsEvent) => boolean): Promise<[string[], string[]]> {
    const started = await start(isLost);
    const { ecr, stack, ownEvents } = started;
    const names = Array.from({ length: 12 }, (_, at) => `team/${'x'.repeat(at + 1)}`);
    for (const name of names) await create(started, name);
    for (const repositoryName of names) {
      const imageTagMutability = 'MUTABLE' as const;
      await ecr.send(new PutImageTagMutabilityCommand({ repositoryName, imageTagMutability }));
    }
    await stack.idle();
    await stack.fire('repository');
    const states = await Promise.all(names.map((name) => stateOf(ecr, name)));
    // Messages gather what is reported at once, and that depends on which events are lost.
    const told = ownEvents.map(({ detail }) => String(Reflect.get(Object(detail), 'title')));
    return [states, [...new Set(told)].toSorted()];
  }

  test('comes to the same end when every tenth event is lost', async () => {
    const undisturbed = await run();
    const { isLost, lost } = losingEveryTenth(isTrail);
    expect(await run(isLost)).toEqual(undisturbed);
    expect(new Set(undisturbed[0])).toEqual(new Set([inLine]));
    expect(lost.length).toBeGreaterThan(1);
  });

  test('reads what no rule declares of no repository', async () => {
    const started = await start(isTrail);
    const { aws, ecr, stack } = started;
    await createRepositories(ecr, 'other/a', 'left/b', 'told/c');
    const calls: string[] = [];
    onTestFinished(
      aws.onExchange(({ service, operation }) => {
        if (service === 'ecr') calls.push(operation);
      }),
    );
    await stack.fire('repository');
    expect(calls).toEqual([
      'DescribePullThroughCacheRules',
      'DescribeRepositories',
      'GetLifecyclePolicy',
    ]);
  });

  test('is tried again when one repository cannot be changed, which stops no other', async () => {
    const started = await start(isTrail);
    const { aws, ecr, stack } = started;
    await createRepositories(ecr, 'team/a', 'team/b');
    const operations = ['ecr:PutImageTagMutability'];
    aws.faults.set([{ operations, error: 'AccessDeniedException', times: 1 }]);
    expect(await stack.fire('repository')).toMatchObject({ ok: true });
    const ran = started.invocations.map(({ outcome }) => outcome.ok);
    expect(ran).toEqual([false, true]);
    expect(await stateOf(ecr, 'team/a')).toBe(inLine);
    expect(await stateOf(ecr, 'team/b')).toBe(inLine);
  });
});

const repositoryArns = 'arn:aws:ecr:eu-west-1:123456789012:repository/';

describe('an event', () => {
  test('of a repository that is gone is nothing', async () => {
    const started = await start();
    started.stack.deliver(sampleEvent('aws.ecr/cloudtrail-create-repository.json'));
    await started.stack.idle();
    expect(resultsOf(started, 'repository')).toEqual([{ checked: 0 }]);
  });

  test.each(['TagResource', 'UntagResource'])(
    '%s has the repository of its ARN looked at, unless it is ours',
    async (eventName) => {
      const started = await start();
      const { ecr, stack } = started;
      await createRepositories(ecr, 'team/tagged');
      await stack.idle();
      const detail = {
        eventName,
        requestParameters: { resourceArn: `${repositoryArns}team/tagged` },
      };
      const event = sampleEvent('aws.ecr/cloudtrail-create-repository.json', detail);
      const before = resultsOf(started, 'repository').length;
      expect(stack.deliver(event)).toEqual(['repository']);
      await stack.idle();
      expect(resultsOf(started, 'repository').slice(before)).toMatchObject([{ checked: 1 }]);
      const arn = stack.resources.RepositoryRole?.arn;
      const ours = { userIdentity: { sessionContext: { sessionIssuer: { arn } } } };
      const own = { ...event, detail: { ...(event.detail as object), ...ours } };
      expect(stack.deliver(own)).toEqual([]);
    },
  );

  test('of our own writes, of a failed call or of another call reaches no function', async () => {
    const { stack } = await start();
    const functionsOf = (file: string, detail: object = {}) =>
      stack.deliver(sampleEvent(`aws.ecr/cloudtrail-${file}.json`, detail));
    const by = (role: string) => {
      const arn = stack.resources[role]?.arn;
      return { userIdentity: { sessionContext: { sessionIssuer: { arn } } } };
    };
    expect([
      ...functionsOf('put-image-tag-mutability', by('RepositoryRole')),
      ...functionsOf('put-lifecycle-policy', by('CacheRole')),
      ...functionsOf('create-repository', { errorCode: 'RepositoryAlreadyExistsException' }),
      ...functionsOf('delete-repository'),
      ...functionsOf('batch-get-image-pull'),
    ]).toEqual([]);
    const names = ['create-repository', 'create-repository-by-cache-pull'];
    names.push(
      'put-image-tag-mutability',
      'put-lifecycle-policy',
      'put-image-scanning-configuration',
    );
    for (const name of names) expect(functionsOf(name)).toEqual(['repository']);
    expect(functionsOf('create-repository', { userIdentity: { type: 'IAMUser' } })).toEqual([
      'repository',
    ]);
    await stack.idle();
  });

  test.each(['create-repository', 'create-repository-by-cache-pull', 'put-lifecycle-policy'])(
    '%s with anything missing, extra or of another type is handled or refused with a reason',
    async (file) => {
      const { stack, deadLetters } = await start();
      const event = sampleEvent(`aws.ecr/cloudtrail-${file}.json`);
      await fc.assert(
        fc.asyncProperty(eventMutations(event), async (mutation) => {
          expect((await stack.invoke('repository', mutation)).ok).toBe(true);
        }),
        { numRuns: 20 },
      );
      expect(deadLetters()).toEqual([]);
    },
  );
});

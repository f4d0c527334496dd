import {
  CreatePullThroughCacheRuleCommand,
  DeleteLifecyclePolicyCommand,
  PutLifecyclePolicyCommand,
} from '@aws-sdk/client-ecr';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventMutations } from '../../support/event-mutations.ts';
import { createRepositories, push } from '../../support/images.ts';
import { resultsOf } from '../../support/reactions.ts';
import { sampleEvent } from '../../support/stack.ts';
import {
  byHand,
  checked,
  configureScanning,
  create,
  inLine,
  isTrail,
  lifecycleOf,
  recordWrites,
  repositoryArns,
  start,
  stateOf,
} from './repository.ts';

describe('a repository that is made', () => {
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

  test('against a rule that only reports stays as it is', async () => {
    const started = await start();
    const writes = recordWrites(started);
    await create(started, 'told/web');
    expect(writes).toEqual(['CreateRepository']);
    expect(started.alerts()).toEqual([
      expect.stringContaining(`told/web differs from registry.yml

- mutability: MUTABLE → IMMUTABLE: only reported (action: report)
- lifecyclePolicy: none → untagged images go after 14 days: only reported (action: report)
`),
    ]);
  });
});

describe('scanning', () => {
  test('that is enhanced and does not look at the repository is told', async () => {
    const started = await start();
    await configureScanning(started.ecr, 'ENHANCED', 'other/*');
    await create(started, 'team/web');
    expect(await stateOf(started.ecr, 'team/web')).toContain(' no scans ');
    expect(started.alerts().join()).toContain(
      'scanOnPush: nothing scans the images: enhanced scanning uses the filters of the registry',
    );
  });
});

describe('a lifecycle policy', () => {
  test('that somebody takes away comes back, and one by hand stays and is told', async () => {
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
    expect(alerts().at(-1)).toContain('created manually; replaceLifecycle: true replaces');
  });

  test('of which it cannot be seen what would expire is not put, the rest is, and it is told', async () => {
    const started = await start(isTrail);
    const { aws, ecr, alerts } = started;
    await createRepositories(ecr, 'team/web');
    await push(ecr, 'team/web', ['1.0.0']);
    const operations = ['ecr:StartLifecyclePolicyPreview'];
    aws.faults.set([{ operations, error: 'AccessDeniedException' }]);
    expect(await checked(started, 'team/web')).toMatchObject({ ok: true });
    expect(await lifecycleOf(ecr, 'team/web')).toBeUndefined();
    expect(await stateOf(ecr, 'team/web')).toBe(inLine.replace('3 rules', '0 rules'));
    expect(alerts().join()).toContain('it is unknown which images would expire: access denied: ');
    aws.faults.clear();
    await checked(started, 'team/web');
    expect(await stateOf(ecr, 'team/web')).toBe(inLine);
  });
});

test('a change is tried again when it fails', async () => {
  const started = await start(isTrail);
  const { aws, ecr } = started;
  await createRepositories(ecr, 'team/a');
  const operations = ['ecr:PutImageTagMutability'];
  aws.faults.set([{ operations, error: 'AccessDeniedException', times: 1 }]);
  expect(await checked(started, 'team/a')).toMatchObject({ ok: true });
  expect(started.invocations.map(({ outcome }) => outcome.ok)).toEqual([false, true]);
  expect(await stateOf(ecr, 'team/a')).toBe(inLine);
});

describe('an event', () => {
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

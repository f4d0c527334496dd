import { CreatePullThroughCacheRuleCommand } from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import { pause, resume } from '../../shared/actions/permits/pause.ts';
import { startUpstream } from '../local/pull-through/cache.ts';
import { recordCalls } from '../support/calls.ts';
import { startTestStack } from '../support/stack.ts';
import { pushPlatforms, upstreamVariable, wanting } from '../support/warm.ts';

/** The service on an AWS with the rule `quay`, whose upstream has 1.0.0 and 1.1.0. */
async function startWith(entry: string) {
  const upstream = await startUpstream();
  for (const tag of ['1.0.0', '1.1.0']) await pushPlatforms(upstream.send, tag);
  const started = await startTestStack(
    wanting(entry),
    { upstreams: { quay: upstream.aws.endpoint } },
    upstreamVariable(upstream.aws),
  );
  const rule = { ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io' };
  await started.ecr.send(new CreatePullThroughCacheRuleCommand(rule));
  await started.stack.idle();
  const { name = '' } =
    started.stack.functions.find(({ name }) => name === 'warm')?.schedules[0] ?? {};
  const fire = async () => {
    const outcome = await started.stack.fire(name);
    await started.stack.idle();
    return outcome;
  };
  return { ...started, upstream, fire };
}

test('the schedule warms what registry.yml wants, and the next one finds it warm', async () => {
  const { fire, alerts, upstream, aws } = await startWith("tags: ['1.0.0', '~1.1']");
  expect(await fire()).toMatchObject({ ok: true, result: { warm: 0, warmed: 2, failed: 0 } });
  const asked = recordCalls(upstream.aws);
  expect(await fire()).toMatchObject({ ok: true, result: { warm: 2, warmed: 0, failed: 0 } });
  expect(asked).toEqual(['distribution:ListImages']);
  expect(alerts()).toEqual([]);
  const [repository] = aws.snapshot().repositories;
  expect(repository).toMatchObject({ repositoryName: 'quay/team-a/web-app' });
});

test('nothing is imported while the cache is paused, or where that cannot be read', async () => {
  const { fire, aws, ledger, upstream } = await startWith("tags: ['1.0.0', '1.1.0']");
  const asked = recordCalls(upstream.aws);
  await pause(ledger, ['cache'], { by: 'anna', reason: 'incident 4711' }, new Date());
  expect(await fire()).toMatchObject({ ok: true, result: { warmed: 0, skipped: 2, failed: 0 } });
  await resume(ledger, ['cache'], 'anna', new Date());
  aws.faults.set([{ operations: ['dynamodb:GetItem'], error: 'AccessDeniedException' }]);
  expect(await fire()).toMatchObject({ ok: false });
  expect(asked).toEqual([]);
  aws.faults.clear();
  expect(await fire()).toMatchObject({ ok: true, result: { warmed: 2 } });
});

test('what cannot be warmed is reported once per cause, and counted', async () => {
  const { fire, alerts, invocations } = await startWith("tags: ['1.0.0', '^7', '^8']");
  expect(await fire()).toMatchObject({ ok: true, result: { warmed: 1, failed: 2 } });
  await fire();
  expect(alerts()).toEqual([
    `2 images could not be warmed through the cache quay

- Cause: quay.io has no tag in this range
- quay/team-a/web-app:^7
- quay/team-a/web-app:^8

To do:
- check its tags: only versions such as 1.28 and v1.28.3 count, without a suffix
- The next run tries again. To try now: npx ecr-steward warm

Where: the cache quay in 123456789012/eu-west-1 (stage local)
Kind: cache.warm-failed, warning`,
  ]);
  const { logs = [] } = invocations.find(({ functionName }) => functionName === 'warm') ?? {};
  expect(logs.join('\n')).toMatch(/"ImagesNotWarmed":2/);
  expect(logs.join('\n')).not.toMatch(/Basic |Bearer |authorizationToken/);
});

test('a pull that ECR reports as failed, too, is reported once, by whoever comes first', async () => {
  const { fire, alerts } = await startWith("tags: ['9.9.9']");
  expect(await fire()).toMatchObject({ ok: true, result: { failed: 1 } });
  await fire();
  expect(alerts()).toHaveLength(1);
  expect(alerts()[0]).toContain('Cause: the upstream does not have the image');
});

test('a registry that gives no token fails the run, which is retried', async () => {
  const { fire, aws } = await startWith("tags: ['1.0.0']");
  const operations = ['ecr:GetAuthorizationToken'];
  aws.faults.set([{ operations, error: 'AccessDeniedException', times: 1 }]);
  expect(await fire()).toMatchObject({ ok: true, result: { warmed: 1 } });
});

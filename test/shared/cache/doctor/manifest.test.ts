import { describe, expect, test } from 'vitest';
import { causeFor } from '../../../../shared/cache/failures/causes.ts';
import { healthy, image, putRule, repositoryName, roleArn, stepOf } from './practice.ts';

const path = `${repositoryName}/manifests/7`;
const error = { code: 'DENIED', message: 'no \\"way\\"' };
const pulled = { prefix: 'docker.io', repositoryName, reference: '7' };

test('that is there has its digest', async () => {
  const { practice, aws } = await healthy();
  expect(await stepOf(practice, 'manifest')).toMatchObject({
    verdict: 'ok',
    found: `sha256:${'a'.repeat(64)}`,
    lookedAt: [`HEAD ${aws.endpoint}/v2/${path}`],
  });
});

test('that comes at the second request is there', async () => {
  const { practice } = await healthy({}, (aws) =>
    aws.mount(`/v2/${repositoryName}/`, ({ method }, response) => {
      response.writeHead(method === 'HEAD' ? 404 : 200).end();
    }),
  );
  expect(await stepOf(practice, 'manifest')).toMatchObject({
    verdict: 'ok',
    lookedAt: [expect.stringMatching(/^HEAD /), expect.stringMatching(/^GET /)],
  });
});

describe('that is refused', () => {
  test('where the login works is a matter of its path', async () => {
    const { practice } = await healthy({ [path]: { status: 403, error } });
    const { cause, remedy } = causeFor('UpstreamPathRefused', pulled);
    const step = await stepOf(practice, 'manifest');
    expect(step).toMatchObject({ verdict: 'broken', remedy });
    expect(step.found.startsWith(cause)).toBe(true);
    expect(step.found).toMatch(/403 DENIED: no /);
  });

  test('where the rule has no login is a matter of the upstream', async () => {
    const { practice } = await healthy({ 'quay.io/a/manifests/1': { status: 403, error } });
    const { remedy } = causeFor('UpstreamRefusesAnybody', pulled);
    expect(await stepOf(practice, 'manifest', 'quay.io/a:1')).toMatchObject({ remedy });
  });

  test('where the rule logs in as a role is either', async () => {
    const started = await healthy({ 'other/a/manifests/1': { status: 403, error } });
    const upstream = '210987654321.dkr.ecr.us-east-1.amazonaws.com';
    await putRule(started, 'other', upstream, { customRoleArn: roleArn });
    started.aws.faults.set([
      { operations: ['ecr:ValidatePullThroughCacheRule'], error: 'AccessDeniedException' },
    ]);
    const here = { prefix: 'other', repositoryName: 'other/a', reference: '1' };
    const { remedy } = causeFor('UpstreamAccessDenied', here);
    expect(await stepOf(started.practice, 'manifest', 'other/a:1')).toMatchObject({ remedy });
  });

  test('where the rules may not be read says nothing of a rule', async () => {
    const { practice, aws } = await healthy({ [path]: { status: 404 } });
    aws.faults.set([
      { operations: ['ecr:DescribePullThroughCacheRules'], error: 'AccessDeniedException' },
    ]);
    const { remedy } = causeFor('ImageNotFound', pulled);
    expect(await stepOf(practice, 'manifest')).toMatchObject({ remedy });
  });

  test('without a text has its status', async () => {
    const { practice } = await healthy({ [path]: { status: 404 } });
    expect((await stepOf(practice, 'manifest')).found).toMatch(/answers 404\)$/);
  });
});

test('that nobody answers for may need a way to the internet', async () => {
  const { practice } = await healthy({}, (aws) =>
    aws.mount(`/v2/${repositoryName}/`, (_request, response) => void response.destroy()),
  );
  expect(await stepOf(practice, 'manifest', image)).toMatchObject({
    verdict: 'broken',
    remedy: expect.stringMatching(/internet/),
  });
});

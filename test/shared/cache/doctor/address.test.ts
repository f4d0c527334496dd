import { ECRClient } from '@aws-sdk/client-ecr';
import { describe, expect, onTestFinished, test } from 'vitest';
import { diagnoseImage } from '../../../../shared/cache/doctor/diagnose.ts';
import { clientConfig, startTestAws } from '../../../local/start.ts';
import { declaring, healthy, host, image, startUnlikeAws, stepOf, verdicts } from './practice.ts';

describe('the registry that an image names', () => {
  test.each([
    ['none', image, 'skipped'],
    ['this one', `${host}/${image}`, 'ok'],
    ['of another account', `999999999999.dkr.ecr.eu-west-1.amazonaws.com/${image}`, 'broken'],
    ['of another region', `123456789012.dkr.ecr.us-east-1.amazonaws.com/${image}`, 'broken'],
    ['at another address of this machine', `localhost:5000/${image}`, 'broken'],
  ])('%s', async (_, text, verdict) => {
    const { practice } = await healthy();
    const step = await stepOf(practice, 'registry', text);
    expect(step.verdict).toBe(verdict);
    expect(step).not.toHaveProperty('warnings');
  });

  test('at the address of the local AWS is this one', async () => {
    const { practice, aws } = await healthy();
    const text = `${new URL(aws.endpoint).host}/${image}`;
    expect((await stepOf(practice, 'registry', text)).verdict).toBe('ok');
  });

  test('at a FIPS endpoint is warned of: it imports nothing', async () => {
    const { practice } = await healthy();
    const fips = `123456789012.dkr.ecr-fips.eu-west-1.amazonaws.com/${image}`;
    expect(await stepOf(practice, 'registry', fips)).toMatchObject({
      verdict: 'ok',
      warnings: [expect.stringContaining('FIPS')],
    });
  });
});

test('the first broken step ends the way; what comes before it was looked at', async () => {
  const { practice } = await healthy();
  expect(verdicts(await diagnoseImage(practice, 'redis:7'))).toEqual({
    registry: 'skipped',
    docker: 'skipped',
    token: 'ok',
    endpoint: 'ok',
    rule: 'broken',
    credential: 'skipped',
    validation: 'skipped',
    permission: 'skipped',
    repository: 'skipped',
    path: 'skipped',
    manifest: 'skipped',
  });
});

describe('the token', () => {
  const remedies = {
    credentials: /^Log in again/,
    right: /ecr:GetAuthorizationToken/,
    address: /AWS_ENDPOINT_URL/,
  };
  test.each<[string, keyof typeof remedies]>([
    ['ExpiredTokenException', 'credentials'],
    ['AccessDeniedException', 'right'],
    ['InvalidParameterException', 'right'],
    ['UnsupportedOperationException', 'address'],
  ])('is kept back by %s, which is a matter of %s', async (error, remedy) => {
    const { practice, aws } = await healthy({}, undefined, startUnlikeAws());
    aws.faults.set([{ operations: ['ecr:GetAuthorizationToken'], error }]);
    expect(await stepOf(practice, 'token')).toMatchObject({
      verdict: 'broken',
      remedy: expect.stringMatching(remedies[remedy]),
    });
  });

  test.each(['ServerException', 'ThrottlingException'])('is not known after %s', async (error) => {
    const { practice, aws } = await healthy();
    aws.faults.set([{ operations: ['ecr:GetAuthorizationToken'], error }]);
    expect(await stepOf(practice, 'token')).toMatchObject({ verdict: 'unknown', failed: true });
  });

  test('is not to be had where nobody answers', async () => {
    const { secretsManager } = await startTestAws();
    const ecr = new ECRClient(
      clientConfig({ endpoint: 'http://127.0.0.1:1', region: 'eu-west-1' }),
    );
    onTestFinished(() => ecr.destroy());
    const practice = { ecr, secretsManager, declared: declaring(), docker: undefined };
    expect(await stepOf(practice, 'token')).toMatchObject({
      verdict: 'broken',
      remedy: expect.stringMatching(/DNS, routes/),
    });
  });
});

describe('what answers where the image is pulled from', () => {
  test.each<[number, string, RegExp]>([
    [401, 'broken', /does not accept the token/],
    [403, 'broken', /does not accept the token/],
    [299, 'broken', /not a registry/],
    [300, 'broken', /redirects to elsewhere\.example /],
    [399, 'broken', /redirects to elsewhere\.example /],
    [400, 'broken', /not a registry/],
    [404, 'broken', /not a registry/],
    [429, 'unknown', /429/],
    [500, 'broken', /ECR itself/],
    [503, 'broken', /ECR itself/],
  ])('with %i', async (status, verdict, found) => {
    const { practice, aws } = await startWithAnswer(status, 'https://elsewhere.example/a?b=c');
    expect(await stepOf(practice, 'endpoint')).toMatchObject({
      verdict,
      found: expect.stringMatching(found),
      lookedAt: [`GET ${aws.endpoint}/v2/`],
    });
  });

  test('with a redirect that names no address', async () => {
    const { practice } = await startWithAnswer(302, 'not a URL');
    const { found } = await stepOf(practice, 'endpoint');
    expect(found).toMatch(/redirects to another address/);
    expect(found).not.toContain('not a URL');
  });

  test('with a redirect that leads nowhere', async () => {
    const { practice } = await startWithAnswer(302);
    expect((await stepOf(practice, 'endpoint')).found).toMatch(/not a registry \(302\)/);
  });

  test('is nobody', async () => {
    const { practice, aws } = await startWithAnswer(undefined);
    expect(await stepOf(practice, 'endpoint')).toMatchObject({
      verdict: 'broken',
      found: expect.stringContaining(aws.endpoint),
      remedy: expect.stringMatching(/DNS, routes/),
    });
  });

  /** @param status - Undefined: it hangs up. */
  async function startWithAnswer(status: number | undefined, location?: string) {
    const { ecr, secretsManager, aws } = await startTestAws();
    aws.mount('/v2/', (_request, response) => {
      if (status === undefined) response.destroy();
      else response.writeHead(status, location === undefined ? {} : { location }).end();
    });
    const declared = declaring();
    return { aws, practice: { ecr, secretsManager, declared, docker: undefined } };
  }
});

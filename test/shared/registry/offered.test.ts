import { createServer } from 'node:http';
import { ECRClient } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { planForRegistry } from '../../../shared/naming/plan.ts';
import { paced } from '../../../shared/registry/paced.ts';
import { cacheRules, creationTemplates } from '../../../shared/registry/read.ts';
import { explain } from '../../../shared/runtime/explain.ts';
import { isNotOffered } from '../../../shared/runtime/offered.ts';
import { startAccount } from '../../cli/account.ts';

const operations = ['ecr:DescribePullThroughCacheRules'];

describe('a registry without cache rules', () => {
  test.each([
    'UnsupportedOperationException',
    'UnsupportedOperation',
    'InvalidAction',
    'UnknownOperationException',
    'UnsupportedCommandException',
    'ValidationException',
  ])('that says so with %s has none', async (error) => {
    await using account = await startAccount();
    const { aws, ecr } = account;
    aws.faults.set([{ operations, error }]);
    expect(await cacheRules(ecr)).toEqual([]);
    const { checked } = await planForRegistry(ecr, { tags: [] } as never);
    expect(checked.repositories).toBe(0);
  });

  test.each([
    ['ValidationException', 'This feature is not available in this region', true],
    ['ValidationException', 'PTC is not currently supported in the cn-north-1 Region.', true],
    ['ValidationException', "1 validation error: Value at 'prefixes' is not right", false],
    ['AccessDeniedException', 'is not available in this region', false],
  ])('is distinguished from a wrong value by its words: %s %s', (name, message, expected) => {
    expect(isNotOffered(Object.assign(new Error(message), { name }))).toBe(expected);
  });

  test.each([
    ['AccessDeniedException', 400],
    ['ThrottlingException', 400],
    ['ServerException', 500],
    ['InvalidParameterException', 400],
    ['UnrecognizedClientException', 400],
  ])('is not one whose rules cannot be read: %s', async (error, status) => {
    await using account = await startAccount();
    const { aws, ecr } = account;
    aws.faults.set([{ operations, error, status }]);
    await expect(cacheRules(ecr)).rejects.toMatchObject({ name: error });
  });
});

/** An endpoint that answers every call with a page of its own. */
async function pages(status: number) {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'text/html' }).end('<html>no such thing</html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const endpoint = `http://127.0.0.1:${port}`;
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const ecr = paced(new ECRClient({ endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 }));
  return { endpoint, ecr, [Symbol.asyncDispose]: async () => void server.close() };
}

describe('an emulator of AWS', () => {
  test('that answers an operation which it lacks with a page has no rules and templates', async () => {
    await using emulator = await pages(500);
    expect(await cacheRules(emulator.ecr)).toEqual([]);
    expect(await creationTemplates(emulator.ecr)).toEqual([]);
  });

  test('that is overloaded may have some', async () => {
    await using emulator = await pages(503);
    const failed = await cacheRules(emulator.ecr).catch((error: unknown) => error);
    expect(explain(failed)).toBe(
      `ecr:DescribePullThroughCacheRules: ${emulator.endpoint} does not answer as AWS does (HTTP 503, ` +
        'no AWS answer): this endpoint may lack the operation, or a proxy answers in its place; ' +
        'check --region and AWS_ENDPOINT_URL',
    );
  });
});

import { describe, expect, test } from 'vitest';
import { startStack } from '../../../local/stack/stack.ts';
import { activateOn } from '../../support/activated.ts';
import { bundled } from '../../support/bundles.ts';
import { createRepositories, push } from '../../support/images.ts';
import { environmentFor, startAccount } from '../account.ts';
import { checkout, fileWith, jsonOf, runCli, sampleFile } from '../run.ts';

const _pushEvent = 'events/aws.ecr/image-action-push-tagged.json';
const onSample = ['--registry', sampleFile];

/** A local AWS with the functions, as `local` runs it. */
async function startLocal() {
  const account = await startAccount();
  const functions = await bundled();
  const stack = await startStack(account.aws, { directory: checkout, ...functions });
  await activateOn(account.aws, 'ecr-steward-local-ledger', '');
  return {
    env: account.env,
    async [Symbol.asyncDispose]() {
      await stack.close();
      await account[Symbol.asyncDispose]();
    },
  };
}

describe('replay', () => {
  test('says so when no pattern matches', async () => {
    await using kept = await startLocal();
    const read = 'events/aws.ecr/cloudtrail-batch-get-image-pull.json';
    const { stdout, code } = await runCli(['replay', read], { env: kept.env });
    expect(stdout).toMatch(/^No function receives this event/);
    expect(code).toBe(0);
  });

  test('works on the local AWS that runs, and changes its state', async () => {
    await using account = await startAccount();
    const functions = await bundled();
    const stack = await startStack(account.aws, { directory: checkout, ...functions });
    await activateOn(account.aws, 'ecr-steward-local-ledger', '');
    await createRepositories(account.ecr, 'platform/web');
    const digest = await push(account.ecr, 'platform/web', ['1.0.0']);
    await stack.idle();
    const detail = {
      'repository-name': 'platform/web',
      'image-digest': digest,
      'image-tag': '1.0.0',
    };
    const event = {
      id: 'x',
      source: 'aws.ecr',
      'detail-type': 'ECR Image Action',
      detail: { ...detail, 'action-type': 'PUSH', result: 'SUCCESS' },
    };
    // As Windows PowerShell writes it.
    const file = fileWith(`\uFEFF${JSON.stringify(event)}`, 'json');
    const run = await runCli(['replay', file, '--json'], { env: account.env });
    await stack.close();
    expect(jsonOf(run)).toMatchObject({
      invocations: [
        { functionName: 'push', outcome: { ok: true, result: { checked: { tags: 1 } } } },
      ],
    });
  });

  test.each([
    [
      'that is not there',
      () => 'nowhere.json',
      /^error: cannot read the event nowhere\.json: no such/,
    ],
    [
      'that is no JSON',
      () => fileWith('{', 'json'),
      /is not JSON: give an event as EventBridge delivers/,
    ],
    [
      'that is no event',
      () => fileWith('{"id": 1}', 'json'),
      /lacks source, detail-type, detail\. /,
    ],
  ])('refuses a file %s', async (_, file, message) => {
    const { stdout, stderr, code } = await runCli(['replay', file(), ...onSample]);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
  });
});

describe('fire', () => {
  test('fires a schedule and tells what its function came to', async () => {
    await using kept = await startLocal();
    const { stdout, code } = await runCli(['fire', 'walk'], { env: kept.env });
    expect(stdout).toMatch(/^walk inventory: place s3:.*, complete \(/);
    expect(code).toBe(0);
  });

  test('exits 1 when the function failed, after its retries', async () => {
    await using account = await startAccount();
    const functions = await bundled();
    const stack = await startStack(account.aws, {
      directory: checkout,
      ...functions,
      retryDelaysMs: [1, 1],
    });
    await activateOn(account.aws, 'ecr-steward-local-ledger', '');
    account.aws.faults.set([{ operations: ['ecr:*'], error: 'AccessDeniedException' }]);
    const { stdout, code } = await runCli(['fire', 'cache'], { env: account.env });
    await stack.close();
    expect(stdout.trimEnd().split('\n')).toHaveLength(3);
    expect(stdout).toMatch(/^cache failed: AccessDeniedException: .* \(\d[\d,]* ms, attempt 3\)$/m);
    expect(code).toBe(1);
  });

  test.each([
    ['nothing to work on', [], {}, /there is no local AWS to work on: start one with/],
    [
      'an endpoint that does not answer',
      [],
      environmentFor('http://127.0.0.1:9'),
      /127\.0\.0\.1:9 does not/,
    ],
  ])('with %s is reported in one line', async (_, args, env, message) => {
    const { stderr, code } = await runCli(['fire', 'x', ...args], { env });
    expect(stderr).toMatch(message);
    expect({ lines: stderr.trimEnd().split('\n').length, code }).toEqual({ lines: 1, code: 1 });
  });

  test('an unknown schedule is reported in one line, with those that exist', async () => {
    await using kept = await startLocal();
    const { stderr, code } = await runCli(['fire', 'x'], { env: kept.env });
    expect(stderr).toMatch(/^error: there is no schedule "x"; there is due, .*walk.*\n$/);
    expect(code).toBe(1);
  });

  test('an AWS that is not a local one is recognized', async () => {
    await using account = await startAccount();
    const { stderr, code } = await runCli(['fire', 'walk'], { env: account.env });
    expect(stderr).toMatch(/is not a local AWS: start one with npx ecr-steward local/);
    expect(code).toBe(1);
  });
});

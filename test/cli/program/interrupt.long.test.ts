import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LocalAws } from '../../../local/aws.ts';
import { createRepositories } from '../../support/images.ts';
import { startWarmable, upstreamVariable, wanting } from '../../support/warm.ts';
import { environmentFor, startAccount } from '../account.ts';
import { collect, fileWith, folder, startCli } from '../run.ts';
import { startSteward } from '../steward.ts';

/** Ends a command as Ctrl-C does, once an operation was answered; any later call takes a minute. */
async function interruptAfter(
  operation: string,
  aws: LocalAws,
  start: () => ChildProcessWithoutNullStreams,
  signal: NodeJS.Signals = 'SIGINT',
) {
  const answered = new Promise<void>((resolve) => {
    aws.onExchange((exchange) => {
      if (exchange.operation !== operation) return;
      aws.faults.set([{ latencyMs: 60_000 }]);
      resolve();
    });
  });
  const child = start();
  const ended = collect(child);
  child.stdin.end();
  // One that ends by itself before is seen by what it printed.
  await Promise.race([answered, ended]);
  child.kill(signal);
  return ended;
}

const rules = `
pullThroughCache:
  rules:
    - { prefix: quay, upstream: quay }
    - { prefix: k8s, upstream: k8s }
`;

describe('an interrupt', () => {
  test('of apply prints how many changes were made, and where to see the rest', async () => {
    await using steward = await startSteward(rules);
    const start = () => startCli(['apply', '--yes', '-c', steward.file], { env: steward.env });
    const run = await interruptAfter('CreatePullThroughCacheRule', steward.aws, start);
    expect(run).toMatchObject({ code: 130 });
    expect(run.stderr).toMatch(
      /^interrupted: [01] of 2 changes finished, and one more may be half done; npx ecr-steward plan -c \S+ shows what is left$/m,
    );
    expect(run.stderr).not.toMatch(/error|at .*\.ts:/);
  });

  test('of warm prints which images it has requested', async () => {
    const { cache, upstream } = await startWarmable(['1', '2']);
    const config = fileWith(wanting("tags: ['1', '2']"));
    const env = {
      ...environmentFor(cache.aws.endpoint),
      ...upstreamVariable(upstream.aws),
    };
    const start = () => startCli(['warm', '-c', config], { env });
    const run = await interruptAfter('GetAuthorizationToken', cache.aws, start, 'SIGTERM');
    expect(run.code).toBe(143);
    expect(run.stderr).toMatch(/^interrupted: 0 of 2 images finished; /m);
  });

  test('of a verb that only reads prints how far it is', async () => {
    await using steward = await startSteward(rules);
    await createRepositories(steward.ecr, 'team-a/web');
    const start = () => startCli(['inventory', '-c', steward.file], { env: steward.env });
    const run = await interruptAfter('DescribeRepositories', steward.aws, start);
    expect(run.code).toBe(130);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(/^interrupted: repositories counted: 0$/m);
  });
});

test('Ctrl-C leaves no half of a file, keeps what was there, and says so', async () => {
  await using account = await startAccount();
  // Every answer waits, so the command is in the middle of its work.
  account.aws.faults.set([{ operations: ['ecr:DescribeRepositories'], latencyMs: 60_000 }]);
  const place = mkdtempSync(join(folder, 'interrupt-'));
  const file = join(place, 'images.csv');
  writeFileSync(file, 'of yesterday');
  const child = startCli(['inventory', '--format', 'csv', '--output', file], { env: account.env });
  let stderr = '';
  child.stderr.on('data', (text) => (stderr += text));
  await expect.poll(() => existsSync(`${file}.part`)).toBe(true);
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  expect((await ended)[0]).toBe(130);
  expect(stderr).toContain(`${file} was not written`);
  expect(readdirSync(place)).toEqual(['images.csv']);
});

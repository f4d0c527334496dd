import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { DescribeRepositoriesCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { clientsWith, destroy } from '../../cli/clients.ts';
import { pushImage, tagsOf } from '../../cli/demo/sample-image.ts';
import { localSettings } from '../../cli/rehearsal.ts';
import { environmentFor, startAccount } from './account.ts';
import {
  checkout,
  fileWith,
  folder,
  type RunOptions,
  runCli,
  sampleFile,
  startCli,
} from './run.ts';

describe.concurrent('local', () => {
  test('keeps an AWS up whose functions react to a push, until SIGINT', async ({ expect }) => {
    await using running = await startLocal(['--registry', sampleFile], { cwd: folder });
    const clients = clientsWith(localSettings({ endpoint: running.endpoint, region: 'eu-west-1' }));
    const { repositories = [] } = await clients.ecr.send(new DescribeRepositoriesCommand({}));
    expect(repositories).toHaveLength(12);
    const account = environmentFor(running.endpoint);
    const options = { env: account, cwd: folder };
    const args = ['allow', 'naming', '--stack', 'ecr-steward-local', '--yes'];
    const allowed = await runCli([...args, '-c', `${checkout}/registry.yml`], options);
    expect(allowed).toMatchObject({ code: 0, stdout: expect.stringContaining('naming: allowed') });
    const digest = await pushImage(clients.ecr, 'platform/api', 'not-a-version');
    await expect
      .poll(() => tagsOf(clients.ecr, 'platform/api', digest), { timeout: 10_000 })
      .toEqual([expect.stringMatching(/^quarantine-/)]);
    await expect.poll(running.stderr, { timeout: 10_000 }).toMatch(/ push .*\(\d[\d,]* ms\)/);
    destroy(clients);
    expect(await running.end('SIGINT')).toBe(0);
    const live = running.stderr();
    const told = (who: string, what: string) =>
      expect(live).toMatch(new RegExp(`^\\d\\d:\\d\\d:\\d\\d ${who} +${what}`, 'm'));
    told('ecr', 'PutImage platform/api:not-a-version$');
    told('event', 'ECR Image Action PUSH platform/api:not-a-version$');
    told('push', 'platform/api:not-a-version: checked: .*; violations: 1 quarantined \\(');
    told('alert', '1 wrong name in platform/api \\(warning\\)$');
    expect(live).toMatch(/^ +where: platform\/api:not-a-version$/m);
    expect(live).toMatch(/^ +done: /m);
    // What functions ask AWS for, and answer as JSON, is for --verbose.
    expect(live).not.toMatch(/ asks |[{}]/);
  });

  test('prints what to export, for the region and the registry that are asked for', async ({
    expect,
  }) => {
    await using running = await startLocal(['--region', 'ap-south-1', '--synthetic', '12x3']);
    expect(running.stdout()).toContain(
      'export AWS_REGION=ap-south-1 AWS_DEFAULT_REGION=ap-south-1\n',
    );
    expect(running.stdout()).toMatch(/^export AWS_ACCESS_KEY_ID=\S+ AWS_SECRET_ACCESS_KEY=\S+$/m);
    const { endpoint } = running;
    const clients = clientsWith(localSettings({ endpoint, region: 'ap-south-1' }));
    const { repositories = [] } = await clients.ecr.send(new DescribeRepositoriesCommand({}));
    expect(repositories).toHaveLength(12);
    destroy(clients);
    expect(await running.end('SIGTERM')).toBe(0);
  });

  test('shows with --verbose what functions ask for and answer', async ({ expect }) => {
    await using running = await startLocal(['--registry', sampleFile, '--verbose']);
    const fired = await runCli(['fire', 'warm'], { env: environmentFor(running.endpoint) });
    expect(fired).toMatchObject({ code: 0, stdout: expect.stringMatching(/^warm nothing to do /) });
    await expect.poll(running.stderr, { timeout: 10_000 }).toMatch(/^ +\{"ok":true,"result":/m);
    expect(running.stderr()).toMatch(/ warm +asks [a-z0-9]+ [A-Z]/);
    expect(await running.end('SIGINT')).toBe(0);
  });

  test('prints one JSON object with --json', async () => {
    await using running = await startLocal(['--json']);
    expect(JSON.parse(running.stdout())).toEqual({
      endpoint: running.endpoint,
      region: 'eu-west-1',
      accountId: '123456789012',
    });
    expect(await running.end('SIGTERM')).toBe(0);
  });

  test('names a port that is in use', async () => {
    await using account = await startAccount();
    const { port } = account.aws;
    const { stdout, stderr, code } = await runCli(['local', '--port', String(port)]);
    expect(stderr).toMatch(new RegExp(`^error: .*${port}.* in use.*\\n$`));
    expect(stderr).not.toContain('defect');
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
  });

  test.for([
    [['--synthetic', '12'], '--synthetic 12 is no size: repositories x images in each'],
    [['--synthetic', '1x1', '--registry', sampleFile], 'leave --data and --registry out'],
  ] as const)('%j is refused in one line', async ([args, why], { expect }) => {
    const { stdout, stderr, code } = await runCli(['local', ...args]);
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
    expect(stderr).toContain(why);
  });

  test.each(['', '65536'])('refuses the port "%s"', async (port) => {
    const { stdout, stderr, code } = await runCli(['local', `--port=${port}`]);
    expect(stderr).toMatch(/^error: --port .* is no port: a number from 0 .* to 65535\n$/);
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
  });

  test('tells all problems of registry.yml as plan does', async () => {
    const bad = fileWith('nameing: {}\npullThroughCache: {prune: 1}\n');
    const [local, plan] = await Promise.all([
      runCli(['local', '--port', '0', '-c', bad]),
      runCli(['plan', '-c', bad]),
    ]);
    expect(plan.stderr).toContain('has 2 problems:');
    expect(local).toEqual(plan);
  });
});

/** Starts `local` on any free port and resolves when it has told its endpoint. */
async function startLocal(args: string[], options: RunOptions = {}) {
  const child = startCli(
    ['local', '--port', '0', '-c', `${checkout}/registry.yml`, ...args],
    options,
  );
  const heard = { stdout: '', stderr: '' };
  child.stderr.on('data', (text) => {
    heard.stderr += text;
  });
  for await (const text of on(child)) {
    heard.stdout += text;
    if (/SECRET|accountId/.test(heard.stdout)) break;
  }
  const endpoint = /http:\/\/127\.0\.0\.1:\d+/.exec(heard.stdout)?.[0] ?? heard.stderr;
  return {
    endpoint,
    stdout: () => heard.stdout,
    stderr: () => heard.stderr,
    end: (signal: NodeJS.Signals) => endOf(child, signal),
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) await endOf(child, 'SIGKILL');
    },
  };
}

function on({ stdout }: ReturnType<typeof startCli>) {
  return stdout.iterator({ destroyOnReturn: false });
}

async function endOf(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const ended = once(child, 'exit', { signal: AbortSignal.timeout(10_000) });
  child.kill(signal);
  const [code] = await ended;
  return code;
}

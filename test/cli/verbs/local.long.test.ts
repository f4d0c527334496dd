import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  DescribeRegistryCommand,
  DescribeRepositoriesCommand,
  ECRClient,
} from '@aws-sdk/client-ecr';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { clientsWith, destroy } from '../../../cli/aws/clients.ts';
import { localSettings } from '../../../cli/aws/dry-run.ts';
import { pushImage, tagsOf } from '../../../cli/demo/sample-image.ts';
import { environmentFor, startAccount } from '../account.ts';
import {
  checkout,
  collect,
  fileWith,
  folder,
  type RunOptions,
  runApart,
  sampleFile,
  startCli,
} from '../run.ts';

describe('local', () => {
  test('runs an AWS with functions that react to a push, until SIGINT', async ({ expect }) => {
    await using running = await startLocal(['--registry', sampleFile], { cwd: folder });
    const clients = clientsWith(localSettings({ endpoint: running.endpoint, region: 'eu-west-1' }));
    const { repositories = [] } = await clients.ecr.send(new DescribeRepositoriesCommand({}));
    expect(repositories).toHaveLength(12);
    const account = environmentFor(running.endpoint);
    const options = { env: account, cwd: folder };
    const args = ['allow', 'naming', '--stack', 'ecr-steward-local', '--yes'];
    const allowed = await runApart([...args, '-c', `${checkout}/registry.yml`], options);
    expect(allowed).toMatchObject({ code: 0, stdout: expect.stringContaining('naming: allowed') });
    const digest = await pushImage(clients.ecr, 'platform/api', 'not-a-version');
    await expect
      .poll(() => tagsOf(clients.ecr, 'platform/api', digest))
      .toEqual([expect.stringMatching(/^quarantine-/)]);
    await expect.poll(running.stderr).toMatch(/ push .*\(\d[\d,]* ms\)/);
    destroy(clients);
    expect(await running.end('SIGINT')).toBe(0);
    const live = running.stderr();
    const shows = (who: string, what: string) =>
      expect(live).toMatch(new RegExp(`^\\d\\d:\\d\\d:\\d\\d ${who} +${what}`, 'm'));
    shows('ecr', 'PutImage platform/api:not-a-version$');
    shows('event', 'ECR Image Action PUSH platform/api:not-a-version$');
    shows('push', 'platform/api:not-a-version: checked: .*; violations: 1 quarantined \\(');
    shows('alert', '1 naming violation in platform/api \\(warning\\)$');
    expect(live).toMatch(/^ +where: platform\/api:not-a-version$/m);
    expect(live).toMatch(/^ +done: /m);
    // Requests and results of functions need --verbose.
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
    expect(running.stdout()).not.toContain('UPSTREAM_ADDRESSES');
    const { endpoint } = running;
    const clients = clientsWith(localSettings({ endpoint, region: 'ap-south-1' }));
    const { repositories = [] } = await clients.ecr.send(new DescribeRepositoriesCommand({}));
    expect(repositories).toHaveLength(12);
    destroy(clients);
    expect(await running.end('SIGTERM')).toBe(0);
  });

  test.for([
    ['on', 'AccessDeniedException'],
    ['off', undefined],
  ] as const)('enforces policies with --iam %s: %s', async ([mode, refused], { expect }) => {
    await using running = await startLocal(['--no-functions', '--iam', mode]);
    const { sts } = partnersOf(running.endpoint);
    const Policy = '{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}';
    const RoleArn = 'arn:aws:iam::123456789012:role/reader';
    const request = { RoleArn, RoleSessionName: 'session', Policy };
    const { Credentials } = await sts.send(new AssumeRoleCommand(request));
    const ecr = new ECRClient({
      ...localSettings({ endpoint: running.endpoint, region: 'eu-west-1' }),
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      },
    });
    const described = ecr.send(new DescribeRegistryCommand({}));
    expect(
      await described.then(
        () => undefined,
        ({ name }) => name,
      ),
    ).toBe(refused);
    sts.destroy();
    ecr.destroy();
    expect(await running.end('SIGTERM')).toBe(0);
  });

  test('prints where warm finds the upstreams on this machine', async ({ expect }) => {
    const upstreams = ['docker-hub=http://127.0.0.1:5001', 'quay=http://localhost:5002'];
    const args = upstreams.flatMap((it) => ['--upstream', it]);
    await using running = await startLocal(['--no-functions', ...args]);
    expect(running.stdout()).toContain(
      '\nexport UPSTREAM_ADDRESSES=registry-1.docker.io=http://127.0.0.1:5001,quay.io=http://localhost:5002\n',
    );
    expect(await running.end('SIGTERM')).toBe(0);
  });

  test('shows with --verbose the requests and results of functions', async ({ expect }) => {
    await using running = await startLocal(['--registry', sampleFile, '--verbose']);
    const fired = await runApart(['fire', 'warm'], { env: environmentFor(running.endpoint) });
    expect(fired).toMatchObject({ code: 0, stdout: expect.stringMatching(/^warm nothing to do /) });
    await expect.poll(running.stderr).toMatch(/^ +\{"ok":true,"result":/m);
    expect(running.stderr()).toMatch(/ warm +calls [a-z0-9]+ [A-Z]/);
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

  test('names the region and the registry.yml of its functions, and what it keeps', async ({
    expect,
  }) => {
    const data = mkdtempSync(join(folder, 'data-'));
    const started = await startLocal(['--data', data]);
    const said = started.stdout();
    expect(said).toContain('every region');
    expect(said).toContain(
      'The default region is eu-west-1; any credentials are of account 123456789012',
    );
    expect(said).toContain(`functions run in eu-west-1, with ${checkout}registry.yml`);
    expect(said).toContain('To enforce them: npx ecr-steward allow --stack ecr-steward-local');
    const code = await started.end('SIGINT');
    expect({ code, stderr: started.stderr() }).toMatchObject({ code: 0 });
    expect(started.stderr()).toMatch(new RegExp(`^stopped: everything is kept in ${data}$`, 'm'));
    await using again = await startLocal(['--data', data]);
    expect(await again.end('SIGTERM')).toBe(0);
    expect(again.stderr()).toContain('stopped');
    expect(again.stderr()).not.toMatch(/error|failed/i);
  });

  test('is an AWS alone without functions, of the accounts that are asked for', async ({
    expect,
  }) => {
    const more = [
      '--no-functions',
      '--accounts',
      '111122223333',
      '210987654321',
      '-c',
      'not-there',
    ];
    await using running = await startLocal(more);
    expect(running.stdout()).toContain('account 111122223333');
    expect(running.stdout()).not.toContain('functions');
    const env = environmentFor(running.endpoint);
    const { stderr } = await runApart(['fire', 'inventory'], { env });
    expect(stderr).toContain('there is no schedule "inventory"; there are none');
    const { sts, ecr } = partnersOf(running.endpoint);
    const RoleArn = 'arn:aws:iam::210987654321:role/Reader';
    const assumed = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me' }));
    expect(assumed.AssumedRoleUser?.Arn).toContain('210987654321');
    expect((await ecr.send(new DescribeRegistryCommand({}))).registryId).toBe('111122223333');
    expect(await running.end('SIGTERM')).toBe(0);
    expect(running.stderr()).toContain('stopped: nothing is kept (--data FOLDER keeps everything)');
  });

  test('leaves nothing behind, whenever it is interrupted', async ({ expect }) => {
    const temporary = mkdtempSync(join(folder, 'tmp-'));
    const options = { env: { TMPDIR: temporary } };
    const child = startCli(['local', '--port', '0', '-c', `${checkout}/registry.yml`], options);
    const ended = collect(child);
    // Node keeps what it has compiled there, for all runs.
    const left = () => readdirSync(temporary).filter((name) => name !== 'node-compile-cache');
    await expect.poll(left).not.toEqual([]);
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(left()).toEqual([]);
    // It may just have come up when the signal came.
    if (code !== 0)
      expect({ code, stderr }).toEqual({ code: 130, stderr: 'interrupted: not finished\n' });
  });

  test.each(['12', '1234567890123', 'my-account'])('refuses the account %s', async (account) => {
    const { stderr, code } = await runApart(['local', '--accounts', account]);
    expect(stderr).toBe(
      `error: --accounts: ${account} is not an account ID: give 12 digits, such as 210987654321\n`,
    );
    expect(code).toBe(1);
  });

  test('names a port that is in use', async () => {
    await using account = await startAccount();
    const { port } = account.aws;
    const { stdout, stderr, code } = await runApart(['local', '--port', String(port)]);
    expect(stderr).toMatch(new RegExp(`^error: .*${port}.* in use.*\\n$`));
    expect(stderr).not.toContain('defect');
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
  });

  test.for([
    [['--synthetic', '12'], '--synthetic 12 is not a size: give repositories x images in each'],
    [['--synthetic', '1x1', '--registry', sampleFile], 'leave out --data and --registry'],
    [['--iam', 'maybe'], 'Allowed choices are on, off'],
  ] as const)('%j is refused in one line', async ([args, why], { expect }) => {
    const { stdout, stderr, code } = await runApart(['local', ...args]);
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
    expect(stderr).toContain(why);
  });

  test.each(['', '65536'])('refuses the port "%s"', async (port) => {
    const { stdout, stderr, code } = await runApart(['local', `--port=${port}`]);
    expect(stderr).toMatch(/^error: --port .* is not a port: give a number from 0 .* to 65535\n$/);
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
  });

  test('reports all problems of registry.yml as plan does', async () => {
    const bad = fileWith('nameing: {}\npullThroughCache: {prune: 1}\n');
    const [local, plan] = await Promise.all([
      runApart(['local', '--port', '0', '-c', bad]),
      runApart(['plan', '-c', bad]),
    ]);
    expect(plan.stderr).toContain('has 2 problems:');
    expect(local).toEqual(plan);
  });
});

/** Clients with plain keys. */
function partnersOf(endpoint: string) {
  const settings = localSettings({ endpoint, region: 'eu-west-1' });
  return { sts: new STSClient(settings), ecr: new ECRClient(settings) };
}

/** Starts `local` on any free port and resolves when it has printed its endpoint. */
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

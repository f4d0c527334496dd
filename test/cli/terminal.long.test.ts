import { spawn, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { GetLifecyclePolicyCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { deployedFrom, rulesOf, startAccount } from './account.ts';
import {
  bareEnvironment,
  checkout,
  collect,
  command,
  fileWith,
  type Run,
  sampleFile,
  sampleSnapshot,
} from './run.ts';

const hasPython = spawnSync('python3', ['-c', 'import pty']).status === 0;
const why = 'python3 is not here to open a terminal';
const onTerminal = fileURLToPath(new URL('terminal.py', import.meta.url));
const pruning = 'pullThroughCache: {prune: true, rules: [{prefix: k8s, upstream: k8s}]}';

describe('on a terminal', () => {
  test('shows progress and removes it', async (context) => {
    context.skip(!hasPython, why);
    const { stdout, code } = await runOnTerminal(['inventory', '--registry', sampleFile]);
    expect(stdout).toContain('\r\x1b[2Krepositories counted: 1 ');
    expect(stdout).toContain('\r\x1b[2K\x1b[1mREPOSITORY');
    expect(code).toBe(0);
  });

  test('prints colours, and none with NO_COLOR', async (context) => {
    context.skip(!hasPython, why);
    const args = ['plan', '--registry', sampleFile];
    const [coloured, plain] = await Promise.all([
      runOnTerminal(args),
      runOnTerminal(args, { NO_COLOR: '1' }),
    ]);
    expect(coloured.stdout).toContain('\x1b[32m+ create');
    expect(plain.stdout).toContain('+ create');
    expect(plain.stdout).not.toContain('\x1b[3');
  });

  test.for([
    ['no\n', 'Nothing was changed.', 1] as const,
    ['\x04', 'Nothing was changed.', 1] as const,
    ['\x03', 'Nothing was changed.', 1] as const,
    ['yes\n', 'deleted quay.io', 0] as const,
  ])(
    'asks before a rule is deleted and follows the answer %j',
    async ([answer, said, exit], context) => {
      context.skip(!hasPython, why);
      await using account = await startAccount({ snapshot: sampleSnapshot() });
      const config = fileWith(pruning);
      await deployedFrom(account, config);
      const args = ['apply', '-c', config];
      const { stdout, code } = await runOnTerminal(args, account.env, answer);
      expect(stdout).toContain(
        'Something is deleted, replaced or restricted, or expires. Apply? Type yes:',
      );
      expect(stripVTControlCharacters(stdout)).toContain(said);
      expect(code).toBe(exit);
      expect(await rulesOf(account.ecr)).toHaveLength(exit === 0 ? 1 : 2);
    },
  );

  test('asks before a registry.yml is activated, and shows its control characters', async (context) => {
    context.skip(!hasPython, why);
    await using account = await startAccount();
    const source = '# \x1b[31mred\x9b31m\n{}\n';
    const config = fileWith('{}\n');
    await deployedFrom(account, config);
    const on = (args: string[], answer: string) =>
      runOnTerminal(['config', ...args, '-c', config], account.env, answer);
    const refused = await on(['push'], 'no\n');
    expect(stripVTControlCharacters(refused.stdout)).toContain('Make it active? Type yes: ');
    expect([refused.stdout.includes('Nothing was changed.'), refused.code]).toEqual([true, 1]);
    expect((await on(['list'], '')).stdout).toContain('has no active configuration');
    expect((await on(['push'], 'yes\n')).code).toBe(0);
    await writeFile(config, source);
    const pushed = await on(['push', '--yes'], '');
    const shown = await on(['show'], '');
    for (const { stdout } of [pushed, shown]) expect(stdout).toContain('red\\u009b31m');
    expect(pushed.stdout).toContain('\x1b[36m@@ -1,1 +1,2 @@');
    expect([pushed.code, shown.code]).toEqual([0, 0]);
  });

  test('asks before a lifecycle policy has images expire, and puts none without a yes', async (context) => {
    context.skip(!hasPython, why);
    await using account = await startAccount({ snapshot: sampleSnapshot() });
    const expiring = fileWith(
      'pullThroughCache: {rules: [{prefix: quay.io, upstream: quay, repositories: {lifecycle: {expireUntaggedDays: 14}}}]}',
    );
    await deployedFrom(account, expiring);
    const { stdout } = await runOnTerminal(['apply', '-c', expiring], account.env, 'no\n');
    expect(stdout).toContain('2 images would expire, which cannot be undone');
    expect(stripVTControlCharacters(stdout)).toContain('would expire 2 images');
    expect(stdout).toContain('Something is deleted, replaced or restricted, or expires. Apply?');
    expect(stdout).toContain('Nothing was changed.');
    const name = { repositoryName: 'quay.io/argoproj/argocd' };
    await expect(account.ecr.send(new GetLifecyclePolicyCommand(name))).rejects.toThrow(
      'Lifecycle policy does not exist',
    );
  });

  test('does not ask with --yes', async (context) => {
    context.skip(!hasPython, why);
    const args = ['apply', '--yes', '-c', fileWith(pruning), '--registry', sampleFile];
    const { stdout, code } = await runOnTerminal(args);
    expect(stdout).not.toContain('Apply?');
    expect(stdout).toContain('quay.io');
    expect(code).toBe(0);
  });
});

/** What a person sees: stdout and stderr on one terminal. */
function runOnTerminal(
  args: string[],
  env: Record<string, string> = {},
  answer = '',
): Promise<Run> {
  const whole = [onTerminal, answer, process.execPath, command, ...args];
  const environment = { ...bareEnvironment(), TERM: 'xterm', ...env };
  return collect(spawn('python3', whole, { env: environment, cwd: checkout }));
}

import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../shared/actions/audit-log.ts';
import { begin } from '../../../shared/actions/audit-log.ts';
import { takeOver } from '../../../shared/actions/owner.ts';
import { startAccount } from '../account.ts';
import { jsonOf, runCli, sampleFile } from '../run.ts';
import { startSteward } from '../steward.ts';

const DAY_MS = 86_400_000;

describe('history', () => {
  test('shows each action, who did it and its result, newest first', async () => {
    await using steward = await startSteward();
    const { perform, ledger } = steward;
    await perform({ target: 'a:1', what: 'replace the tag by quarantine-x', repository: 'a' });
    const failing = perform(
      { target: 'b:1', what: 'delete the tag', repository: 'b' },
      async () => {
        throw new Error('no such luck');
      },
    );
    await expect(failing).rejects.toThrow('no such luck');
    const rule = { capability: 'naming', name: 'versions', text: '' } as const;
    const action = { kind: 'delete', rule, target: 'c:1', what: 'delete the tag' } as const;
    await begin(ledger, action, 'function push', new Date());

    const { stdout, stderr, code } = await steward.run('history');
    expect(stdout.replaceAll(/20\d\d\S* \S+|20\d{6}T\S+/g, '<time>')).toBe(`\
<time> c:1: delete the tag
    begun, and its result is unknown: check the registry
    by function push (rule: versions), id <time>
<time> b:1: delete the tag
    failed: Error: no such luck
    by function naming (rule: versions), id <time>
<time> a:1: replace the tag by quarantine-x
    done
    by function naming (rule: versions), id <time>
`);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  test('shows one repository alone, and whole entries with --json', async () => {
    await using steward = await startSteward();
    const before = { tag: '1', digest: 'sha256:0' };
    await steward.perform({ target: 'a:1', repository: 'a', before });
    await steward.perform({ target: 'b:1', repository: 'b' });
    const run = await steward.run('history', 'a', '--json');
    expect(jsonOf<{ entries: Entry[] }>(run).entries).toMatchObject([
      { target: 'a:1', before, state: 'done', outcome: 'done', by: 'function naming', weight: 1 },
    ]);
    const none = await steward.run('history', 'c');
    expect(none.stdout).toContain('No action on c in the last 7 days.');
  });

  test('is of the stack that is named where ECR has no templates, so that there is no mark', async () => {
    await using steward = await startSteward();
    await steward.perform({ target: 'a:1', repository: 'a' });
    const operations = ['ecr:DescribeRepositoryCreationTemplates'];
    steward.aws.faults.set([{ operations, error: 'UnknownOperationException', status: 400 }]);
    const { stderr, code } = await steward.run('history');
    expect(stderr).toMatch(/no stack has marked .* give --stack NAME with each verb/);
    expect(code).toBe(1);
    const named = await steward.run('history', '--stack', steward.owner.stack ?? '');
    expect(named).toMatchObject({ stdout: expect.stringContaining('a:1'), code: 0 });
  });

  test('goes back as many days as --days says', async () => {
    await using steward = await startSteward();
    const rule = { capability: 'naming', name: 'versions', text: '' } as const;
    for (const days of [0, 1, 5, 20]) {
      const action = {
        kind: 'setting',
        rule,
        target: `${days} days`,
        what: 'x',
        repository: 'a',
      } as const;
      await begin(
        steward.ledger,
        action,
        'somebody',
        new Date(Date.now() - days * DAY_MS - 60_000),
      );
    }
    const targets = async (...args: string[]) =>
      jsonOf<{ entries: Entry[] }>(await steward.run('history', '--json', ...args)).entries.map(
        ({ target }) => target,
      );
    expect(await targets()).toEqual(['0 days', '1 days', '5 days']);
    expect(await targets('--days', '1')).toEqual(['0 days']);
    expect(await targets('--days', '30')).toEqual(['0 days', '1 days', '5 days', '20 days']);
    expect(await targets('a', '--days', '6')).toEqual(['0 days', '1 days', '5 days']);
  });

  test('explains that no stack is deployed, or another one', async () => {
    await using account = await startAccount();
    const none = await runCli(['history'], { env: account.env });
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toMatch(
      /^error: cannot read the audit log: a stack of ecr-steward stores it, and no .*\n$/,
    );
    await takeOver(account.ecr, { stack: 'gone', file: 'registry.yml' });
    const gone = await runCli(['history'], { env: account.env });
    expect(gone).toMatchObject({ code: 1, stdout: '' });
    expect(gone.stderr).toContain(
      'cannot read the audit log: there is no table gone-ledger in this account',
    );
  });

  test('finds nothing in a dry run, and refuses invalid days', async () => {
    const empty = await runCli(['history', '--registry', sampleFile]);
    expect(empty).toMatchObject({ code: 0, stderr: '' });
    const wrong = await runCli(['history', '--days', '0']);
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toContain('It must be a number of days, 1 to 400.');
  });
});

import { rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import type { AwsEvent } from '../../../local/events/event.ts';
import { readActive } from '../../../shared/config/active/read.ts';
import { activeKey } from '../../../shared/config/active/table.ts';
import { clientConfig } from '../../local/start.ts';
import { createLedger } from '../../support/acting.ts';
import { activateOn } from '../../support/activated.ts';
import { startAccount } from '../account.ts';
import { fileWith, jsonOf, runCli, sampleFile } from '../run.ts';
import { startSteward } from '../steward.ts';

const first = 'naming:\n  tags:\n    - {rule: versions, kinds: [semver]}\n';
const second = first.replace('}', ', deny: [latest]}');
const invalid = 'naming: {tag: 1}\nalert: {}\n';

/** A stack whose registry.yml was pushed, and then changed on disk. */
async function startPushed() {
  const steward = await startSteward(first);
  expect(await steward.run('config', 'push')).toMatchObject({ code: 0, stderr: '' });
  await writeFile(steward.file, second);
  return {
    ...steward,
    active: () => readActive(steward.ledger),
    /** Changes the active item as nobody of ours does. */
    damage: (attribute: string) =>
      steward.ledger.dynamodb.send(
        new UpdateItemCommand({
          TableName: steward.ledger.table,
          Key: activeKey,
          UpdateExpression: 'REMOVE #it',
          ExpressionAttributeNames: { '#it': attribute },
        }),
      ),
    removeActive: () =>
      steward.ledger.dynamodb.send(
        new DeleteItemCommand({ TableName: steward.ledger.table, Key: activeKey }),
      ),
  };
}

describe('config push', () => {
  test('makes the file active, shows what changes, and sends the event', async () => {
    await using steward = await startSteward(first);
    const { run, file, aws, ledger } = steward;
    const events: AwsEvent[] = [];
    aws.bus.subscribe((event) => void (event.source === 'ecr-steward' && events.push(event)));
    const pushed = await run('config', 'push');
    expect(pushed).toMatchObject({ code: 0, stderr: '' });
    expect(pushed.stdout).toMatch(
      new RegExp(
        `^In account 123456789012, region eu-west-1, stack ecr-steward-test: to make ${file} active\\.
No configuration is active yet\\.
Version 1: active, by arn:\\S+\\. Functions work with it within a minute\\.
$`,
      ),
    );
    expect(await readActive(ledger)).toMatchObject({ version: 1, file: basename(file) });

    await writeFile(file, second);
    const { stdout } = await run('config', 'push');
    expect(stdout).toContain(`--- version 1
+++ ${file}
@@ -1,3 +1,3 @@
 naming:
   tags:
-    - {rule: versions, kinds: [semver]}
+    - {rule: versions, kinds: [semver], deny: [latest]}
Version 2: active, by arn:`);
    expect(stdout).toContain(`To go back: npx ecr-steward config rollback -c ${file}\n`);
    expect(events.map((it) => [it['detail-type'], it.detail])).toMatchObject([
      ['ECR Steward Configuration Activated', { stack: 'ecr-steward-test', version: 1 }],
      ['ECR Steward Configuration Activated', { version: 2, file: basename(file) }],
    ]);

    const again = await run('config', 'push');
    expect(again.stdout).toMatch(/: already active as version 2, by arn:\S+ since 20.* UTC\.\n$/);
    expect(again.code).toBe(0);
    expect(events).toHaveLength(2);
    expect(jsonOf(await run('config', 'push', '--json'))).toMatchObject({
      account: '123456789012',
      region: 'eu-west-1',
      stack: 'ecr-steward-test',
      version: 2,
      unchanged: true,
      changes: '',
    });
  });

  test('prints one JSON object', async () => {
    await using steward = await startPushed();
    const { run, file } = steward;
    const pushed = await run('config', 'push', '--json');
    expect(pushed).toMatchObject({ code: 0, stderr: '' });
    expect(jsonOf(pushed)).toMatchObject({
      version: 2,
      before: 1,
      unchanged: false,
      announced: true,
      file: basename(file),
      changes: expect.stringContaining('\n-    - {rule: versions, kinds: [semver]}\n'),
    });
  });

  test('reports every problem of the file, and what is active stays', async () => {
    await using steward = await startPushed();
    const { run, file, active } = steward;
    await writeFile(file, invalid);
    const refused = await run('config', 'push');
    const checked = await run('check');
    expect(refused.stderr).toMatch(/ has 2 problems:\n.*:1:10 .*\n.*:2:1 /);
    expect([refused.code, refused.stderr]).toEqual([checked.code, checked.stderr]);
    expect(refused.stdout).toBe('');
    await rm(file);
    expect((await run('config', 'push')).stderr).toContain('there is no such file');
    expect(await active()).toMatchObject({ version: 1 });
  });

  test('prints the notes on what has no effect', async () => {
    await using steward = await startSteward(
      'naming: {tags: [{rule: a, kinds: [semver]}, {rule: b, kinds: [semver]}]}',
    );
    const { stderr, code } = await steward.run('config', 'push');
    expect(stderr).toMatch(/^note: .*registry|^note: .*:1:/);
    expect(stderr).toBe((await steward.run('check')).stderr.replace(/^naming .*\n/gm, ''));
    expect(code).toBe(0);
  });

  test('says what it needs of the stack that the version before did not', async () => {
    await using steward = await startPushed();
    await writeFile(steward.file, first.replace('}', ', action: quarantine}'));
    const { stderr, code } = await steward.run('config', 'push');
    expect(stderr).toBe(
      'note: it needs more of the stack than version 1: Naming, UseEcs, UseLambda. Unless the stack has that already, run ' +
        'npm run deploy instead, which also makes it active\n',
    );
    expect(code).toBe(0);
    await writeFile(steward.file, first);
    expect(await steward.run('config', 'push')).toMatchObject({ code: 0, stderr: '' });
  });

  test('where EventBridge refuses the event it is active nevertheless', async () => {
    await using steward = await startPushed();
    const { run, aws, active } = steward;
    aws.faults.set([{ operations: ['events:PutEvents'], error: 'AccessDeniedException' }]);
    const pushed = await run('config', 'push');
    expect(pushed.code).toBe(0);
    expect(pushed.stderr).toMatch(
      /^note: access denied: .*events:PutEvents.*\. Cache rules follow within six hours\n$/,
    );
    expect(pushed.stdout).toContain('Version 2: active');
    expect(await active()).toMatchObject({ version: 2 });
    expect(jsonOf(await run('config', 'push', '--json'))).toMatchObject({ announced: true });
  });

  test('of a new stack needs its name, as nothing has marked the registry yet', async () => {
    await using account = await startAccount();
    const { env, aws } = account;
    const ledger = await createLedger({ aws, config: clientConfig(aws) }, 'prod-ledger');
    const push = ['config', 'push', '-c', fileWith(first)];
    const unnamed = await runCli(push, { env });
    expect(unnamed.stderr).toMatch(/^error: no stack has marked this .* with --stack NAME\. If/);
    expect(unnamed.code).toBe(1);
    const other = await runCli([...push, '--stack', 'other'], { env });
    expect(other.stderr).toContain('no table other-ledger in this account and region. Name the');
    expect((await runCli([...push, '--stack', 'prod'], { env })).code).toBe(0);
    expect(await readActive(ledger)).toMatchObject({ version: 1 });
  });

  test('is refused to another file or stack than the owner', async () => {
    await using steward = await startPushed();
    const { env, active, run } = steward;
    const other = fileWith(second);
    for (const args of [
      ['-c', other],
      ['-c', other, '--stack', 'another-stack'],
    ]) {
      const refused = await runCli(['config', 'push', ...args], { env });
      expect(refused.stderr).toContain('this registry belongs to the stack ecr-steward-test');
      expect(refused.code).toBe(1);
    }
    expect(await active()).toMatchObject({ version: 1 });
    // Another file of the same stack, as with a renamed one.
    const renamed = ['config', 'push', '-c', other, '--stack', 'ecr-steward-test'];
    expect((await runCli(renamed, { env })).code).toBe(0);
    expect(await active()).toMatchObject({ version: 2, file: basename(other) });
    expect((await run('config', 'list')).stdout).toContain(basename(other));
  });

  test('what is too large, denied, or not an account says so', async () => {
    await using steward = await startPushed();
    const { run, file, env, aws, active } = steward;
    const denials = ['GetItem', 'PutItem'].map((it) => `dynamodb:${it}`);
    for (const operation of [...denials, 'sts:GetCallerIdentity']) {
      aws.faults.set([{ operations: [operation], error: 'AccessDeniedException' }]);
      const denied = await run('config', 'push');
      expect(denied.stderr).toMatch(new RegExp(`^error: access denied: .*${operation}`));
      expect([operation, denied.code]).toEqual([operation, 1]);
    }
    aws.faults.clear();
    for (const verb of ['push', 'list', 'show', 'rollback']) {
      const dry = await runCli(['config', verb, '--registry', sampleFile], { env });
      expect(dry.stderr).toContain('--registry is a dry run, which has no functions');
      expect([verb, dry.code]).toEqual([verb, 1]);
    }
    const wrong = await run('config', 'push', '--account', '999999999999');
    expect(wrong.stderr).toContain('--account names 999999999999: nothing was done');
    const numbers = Array.from({ length: 120_000 }, (_, it) => Math.sin(it).toString(36).slice(3));
    await writeFile(file, `naming: {}\n# ${numbers.join('').slice(0, 900_000)}\n`);
    const large = await run('config', 'push');
    expect(large.stderr).toMatch(/ is too large: \d+ KB compressed, and an item of DynamoDB holds/);
    expect([wrong.code, large.code]).toEqual([1, 1]);
    expect(await active()).toMatchObject({ version: 1 });
  });

  test('repairs what is damaged', async () => {
    await using steward = await startPushed();
    const { run, damage, active } = steward;
    await damage('sha256');
    const pushed = await run('config', 'push');
    expect(pushed.stdout).toMatch(
      /\nWhat is active cannot be used by functions: the configuration in the ledger is damaged: its attribute sha256 is missing or wrong\.\nVersion 2: active/,
    );
    expect(await active()).toMatchObject({ version: 2 });
  });
});

describe('two at once', () => {
  test('of two pushes one is told that the other was first', async () => {
    await using steward = await startPushed();
    const { run, aws, file } = steward;
    // Another person pushes between what this command shows and what it writes.
    aws.faults.set([{ operations: ['sts:GetCallerIdentity'], error: 'ThrottlingException' }]);
    let pushed: Promise<void> | undefined;
    aws.onExchange(({ operation }) => {
      if (operation !== 'GetCallerIdentity') return;
      pushed ??= activateOn(aws, 'ecr-steward-test-ledger', '{}', 'x').then(aws.faults.clear);
    });
    const refused = await run('config', 'push');
    await pushed;
    expect(refused.stderr).toBe(
      `error: a test activated version 2 at the same time: yours is not active. npx ecr-steward config show -c ${file} prints theirs; then push again\n`,
    );
    expect(refused.code).toBe(1);
    expect((await run('config', 'show')).stdout).toBe('{}');
  });
});

describe('config list', () => {
  test('has the last versions, and which one is active', async () => {
    await using steward = await startPushed();
    const { run } = steward;
    await run('config', 'push');
    await run('config', 'rollback');
    const { stdout, code } = await run('config', 'list');
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^version +active since \(UTC\) +by +file$/);
    expect(lines[1]).toMatch(/^3 +active, restores 1 +20\d\d-\d\d-\d\d [\d:]{8} +arn:\S+ +file-/);
    expect(lines[2]).toMatch(/^2 +20/);
    expect(lines[3]).toMatch(/^1 +20/);
    expect(code).toBe(0);
    expect(jsonOf(await run('config', 'list', '--json'))).toMatchObject({
      region: 'eu-west-1',
      stack: 'ecr-steward-test',
      versions: [
        { version: 3, active: true, restores: 1 },
        { version: 2, active: false },
        { version: 1, active: false },
      ],
    });
  });

  test('says where there is none, and where the active one is damaged', async () => {
    await using steward = await startSteward(first);
    const { run, file, ledger } = steward;
    const none = await run('config', 'list');
    expect(none).toMatchObject({
      code: 0,
      stderr: '',
      stdout: `Stack ecr-steward-test has no active configuration: npx ecr-steward config push -c ${file}\n`,
    });
    await run('config', 'push');
    const ExpressionAttributeNames = { '#it': 'version' };
    const Key = activeKey;
    const UpdateExpression = 'REMOVE #it';
    await ledger.dynamodb.send(
      new UpdateItemCommand({
        TableName: ledger.table,
        Key,
        UpdateExpression,
        ExpressionAttributeNames,
      }),
    );
    const damaged = await run('config', 'list');
    expect(damaged.stderr).toMatch(/^note: the configuration in the ledger is damaged: .* push/);
    expect(damaged.stdout).toMatch(/^version .*\n1 +20/);
    expect(jsonOf(await run('config', 'list', '--json'))).toMatchObject({
      versions: [{ version: 1, active: false }],
      problem: expect.stringContaining('is damaged'),
    });
  });
});

describe('config show', () => {
  test('prints the text to the byte, of the active one or of a version', async () => {
    const odd = '# "ä" 🐳\r\nnaming: {}   \r\n# no newline at the end';
    await using steward = await startSteward(odd);
    const { run, file } = steward;
    const none = await run('config', 'show');
    expect(none.stderr).toContain('error: no configuration is active yet');
    await run('config', 'push');
    await writeFile(file, second);
    await run('config', 'push');
    expect(await run('config', 'show')).toMatchObject({ code: 0, stderr: '', stdout: second });
    expect((await run('config', 'show', '1')).stdout).toBe(odd);
    expect(jsonOf(await run('config', 'show', '1', '--json'))).toMatchObject({
      stack: 'ecr-steward-test',
      version: 1,
      file: basename(file),
      source: odd,
    });
    const missing = await run('config', 'show', '3');
    expect(missing.stderr).toContain('error: the ledger has no version 3 of the configuration. ');
    for (const wrong of ['0', '-1', 'x', '1.5', '123456789']) {
      const refused = await run('config', 'show', '--', wrong);
      expect([wrong, refused.code]).toEqual([wrong, 1]);
    }
    expect([none.code, missing.code]).toEqual([1, 1]);
  });

  test('needs neither registry.yml nor, with --stack, ECR', async () => {
    await using steward = await startPushed();
    const { run, aws, env } = steward;
    aws.faults.set([{ operations: ['ecr:*'], error: 'AccessDeniedException' }]);
    const args = ['config', 'show', '-c', 'no-such.yml', '--stack', 'ecr-steward-test'];
    expect((await runCli(args, { env })).stdout).toBe(first);
    expect((await run('config', 'show')).stderr).toMatch(/^error: access denied: .*ecr:Describe/);
  });
});

describe('config rollback', () => {
  test('makes the version before active again, under a new number', async () => {
    await using steward = await startPushed();
    const { run, file, active, env } = steward;
    const none = await run('config', 'rollback');
    expect(none.stderr).toContain('is the first one: there is none before it');
    await run('config', 'push');
    await rm(file);
    const back = await runCli(['config', 'rollback'], { env });
    expect(back).toMatchObject({ code: 0, stderr: '' });
    const name = `version 1 (${basename(file)})`;
    expect(back.stdout).toContain(`stack ecr-steward-test: to make ${name} active.
--- version 2
+++ ${name}
@@`);
    expect(back.stdout).toContain('\nVersion 3, which restores version 1: active, by arn:');
    expect((await run('config', 'show')).stdout).toBe(first);
    // The one before is version 2 now.
    expect(jsonOf(await run('config', 'rollback', '--json'))).toMatchObject({
      version: 4,
      restores: 2,
      before: 3,
    });
    const same = await run('config', 'rollback', '2');
    expect(same.stdout).toContain(': already active as version 4');
    expect((await run('config', 'rollback', '9')).stderr).toContain('has no version 9');
    expect(await active()).toMatchObject({ version: 4 });
    expect([none.code, same.code]).toEqual([1, 0]);
  });

  test('repairs what is damaged, also where the mark cannot be read', async () => {
    await using steward = await startPushed();
    const { run, damage, active, aws } = steward;
    await run('config', 'push');
    await damage('compiled');
    aws.faults.set([{ operations: ['ecr:*'], error: 'AccessDeniedException' }]);
    const back = await run('config', 'rollback', '1', '--stack', 'ecr-steward-test');
    expect(back).toMatchObject({ code: 0, stderr: '' });
    expect(back.stdout).toContain('What is active cannot be used by functions: the configuration');
    expect(await active()).toMatchObject({ version: 3 });
  });

  test('says where nothing is active, and brings back what was deleted', async () => {
    await using steward = await startPushed();
    const { run, removeActive, active } = steward;
    await run('config', 'push');
    await removeActive();
    expect((await run('config', 'show')).stderr).toContain('no configuration is active yet');
    const back = await run('config', 'rollback', '2');
    expect(back.stdout).toContain('No configuration is active yet.');
    expect(await active()).toMatchObject({ version: 3 });
  });
});

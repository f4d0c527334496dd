import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { noteBucket } from '../../../../shared/inventory/store/noted.ts';
import { s3Store } from '../../../../shared/runtime/store/s3.ts';
import { writeUseRecord } from '../../../../shared/use/record.ts';
import { clientConfig } from '../../../local/start.ts';
import { testStack } from '../../../support/acting.ts';
import { createRepositories, push } from '../../../support/images.ts';
import { putLifecycle } from '../../../support/lifecycle.ts';
import { scanOnPush, scansEnd, some } from '../../../support/scanning.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { deployedFrom, startAccount } from '../../account.ts';
import { fileWith, runCli, sampleFile } from '../../run.ts';

describe('--checks', () => {
  const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
  const yml = fileWith(`
use: {sources: [ecs]}
scanning: {rules: [{rule: strict, repositories: ['team/*'], fail: {critical: 0}}]}
`);
  const section = (page: string, id: string) =>
    new RegExp(`<section id="${id}".*?</section>`, 's').exec(page)?.[0] ?? '';

  async function pageOf(args: string[], options: object = {}) {
    const file = join(await temporaryFolder(), 'inventory.html');
    const run = await runCli(['inventory', '--report', file, '--checks', ...args], options);
    return { ...run, page: await readFile(file, 'utf8') };
  }

  test('show what policies would expire, and which images with findings run', async () => {
    const services = [{ cluster: 'prod', name: 'web', images: [`${host}/team/web:1.0`] }];
    const bad = { findings: some(1, 'CRITICAL', 'C-') };
    await using account = await startAccount({
      uses: { services },
      findings: { 'team/web:1.0': bad, 'team/web:1.1': bad },
    });
    const { aws, ecr, s3, env } = account;
    await scanOnPush({ ecr });
    await createRepositories(ecr, 'team/web');
    const running = await push(ecr, 'team/web', ['1.0']);
    await push(ecr, 'team/web', ['1.1']);
    await scansEnd(ecr, 'team/web', ['1.0', '1.1']);
    const newest = { countType: 'imageCountMoreThan', countNumber: 1 };
    await putLifecycle(ecr, 'team/web', [{ tagStatus: 'any', ...newest }]);
    const first = await pageOf(['-c', yml], { env });
    expect(first.code).toBe(0);
    const policies = section(first.page, 'policies');
    expect(policies).toContain('rule 1 expires any image beyond the newest 1');
    expect(policies).toContain(
      'in use: rule 1 would expire 1.0, which ECS service prod/web runs or needs',
    );
    const unknown =
      'It is not known which images run: no nightly walk has kept a record of it yet.';
    expect(section(first.page, 'findings')).toContain(unknown);

    await deployedFrom(account);
    await s3.send(new CreateBucketCommand({ Bucket: 'kept' }));
    const store = s3Store(s3, 'kept');
    const dynamodb = new DynamoDBClient(clientConfig(aws));
    await noteBucket({ dynamodb, table: `${testStack.stack}-ledger` }, store);
    dynamodb.destroy();
    const at = new Date().toISOString();
    const use = { repository: 'team/web', digest: running, names: ['1.0'], since: at, last: at };
    const registry = { registryId: '123456789012', region: 'eu-west-1' };
    const images = [{ ...use, by: ['ECS service prod/web'] }];
    await writeUseRecord(store, registry, { at, unknown: [], images });
    const findings = section((await pageOf(['-c', yml], { env })).page, 'findings');
    expect(findings).toContain(
      '2 images with more findings than the rule allows, 1 of them in use',
    );
    expect(findings).toMatch(/team\/web:1\.0<.*used by ECS service prod\/web<.*team\/web:1\.1</s);
    expect(findings).not.toContain('It is not known');
  });

  test('are made of a snapshot, too, and need a report', async () => {
    const { page, code } = await pageOf(['--registry', sampleFile]);
    expect(code).toBe(0);
    expect(section(page, 'policies')).toContain('What runs was not read');
    expect(page).not.toContain('id="findings"');
    const without = await runCli(['inventory', '--checks', '--registry', sampleFile]);
    expect(without).toMatchObject({ code: 1, stderr: expect.stringContaining('--report') });
  });
});

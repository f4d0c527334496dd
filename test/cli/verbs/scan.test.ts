import { describe, expect, test } from 'vitest';
import { index, manifest } from '../../local/images.ts';
import { createRepositories, push } from '../../support/images.ts';
import { scanOnPush, scansEnd, some } from '../../support/scanning.ts';
import { startAccount } from '../account.ts';
import { fileWith, jsonOf, runCli, sampleFile } from '../run.ts';

const yml = fileWith(`
scanning:
  rules:
    - {rule: strict, repositories: ['platform/*'], fail: {critical: 0, high: 1}, message: Ask us.}
  sweep: {newest: 4}
  ignore:
    - {id: H-1, until: 2999-12-31, reason: not reachable}
    - {id: H-2, until: 2020-12-31, reason: was not reachable}
`);

describe('scan', () => {
  test('shows what fails and why, what is unknown and what was not checked', async () => {
    const bad = { findings: [...some(1, 'CRITICAL', 'C-'), ...some(3, 'HIGH', 'H-')] };
    await using account = await startAccount({
      findings: { 'platform/web:1.0.0': bad, 'platform/web:odd': { status: 'UNSUPPORTED_IMAGE' } },
    });
    const { ecr, env } = account;
    await scanOnPush({ ecr });
    await createRepositories(ecr, 'platform/web', 'other/web');
    for (const tag of ['0.8.0', '0.9.0', '1.0.0', 'odd']) await push(ecr, 'platform/web', [tag]);
    await push(ecr, 'platform/web', ['fine'], manifest('fine'));
    await push(ecr, 'other/web', ['1.0.0']);
    await scansEnd(ecr, 'platform/web', ['0.8.0', '0.9.0', '1.0.0', 'odd', 'fine']);
    const { stdout, stderr, code } = await runCli(['scan', '-c', yml], { env });
    expect({ stderr, code }).toEqual({ stderr: '', code: 2 });
    expect(stdout).toMatch(
      /^failed platform\/web:1\.0\.0: 1 critical, 2 high \(1 at most\)\n {2}sha256:/m,
    );
    expect(stdout).toContain('  1 critical, 2 high (rule: strict); not counted: 1 ignored\n');
    expect(stdout).toContain(
      '  - C-1 critical: libexample 1.2.3, fixed in 1.2.4 https://example.invalid/C-1\n',
    );
    expect(stdout).toContain('  Ask us.\n');
    expect(stdout).toContain(
      'unknown platform/web:odd: the scanner does not support its operating system',
    );
    expect(stdout).toContain('expired ignore H-2, until 2020-12-31: was not reachable\n');
    expect(stdout).toContain(
      '4 images of 1 repository with a rule checked: 1 failed, 1 unknown.\n',
    );
    expect(stdout).toContain(
      '1 image not checked: not among the newest of their repository, and not pulled recently',
    );
    const json = await runCli(['scan', '-c', yml, '--json', 'platform/web'], { env });
    expect(json).toMatchObject({ stderr: '', code: 2 });
    expect(jsonOf(json)).toMatchObject({
      lookedAt: { repositories: 1, images: 4 },
      failures: [{ repository: 'platform/web', rule: 'strict', action: 'report', tags: ['1.0.0'] }],
      unknown: [{ status: 'UNSUPPORTED_IMAGE', tags: ['odd'] }],
      expired: [{ id: 'H-2' }],
    });
  });

  test('checks what runs by a rule of its own, and says who runs it', async () => {
    const image = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/platform/web:1.0.0';
    const services = [{ cluster: 'prod', name: 'web', images: [image] }];
    const findings = { '*': { findings: some(1, 'CRITICAL') } };
    await using account = await startAccount({ findings, uses: { services } });
    const { aws, ecr, env } = account;
    await scanOnPush({ ecr });
    await createRepositories(ecr, 'platform/web');
    for (const tag of ['1.0.0', '2.0.0']) await push(ecr, 'platform/web', [tag]);
    await scansEnd(ecr, 'platform/web', ['1.0.0', '2.0.0']);
    const yml = fileWith('scanning: {rules: [{rule: runs, inUse: true, fail: {critical: 0}}]}');
    const known = await runCli(['scan', '-c', yml], { env });
    expect(known.code).toBe(2);
    expect(known.stdout).toContain('\n  used by ECS service prod/web\n');
    expect(known.stdout).toContain('1 image of 1 repository with a rule checked: 1 failed');

    aws.faults.set([{ operations: ['ecs:ListClusters'], error: 'AccessDeniedException' }]);
    const unknown = await runCli(['scan', '-c', yml], { env });
    expect(unknown.stdout).toContain('2 images of 1 repository with a rule checked: 2 failed');
    expect(unknown.stdout).toContain(
      'All images count as in use, as it is not known what ecs runs',
    );
    const json = jsonOf(await runCli(['scan', '-c', yml, '--json'], { env }));
    expect(json).toMatchObject({ unknownUses: [{ source: 'ecs' }] });
  });

  test('checks the parts of a multi-arch image, and names the image', async () => {
    await using account = await startAccount({ findings: { '*': { findings: some(2) } } });
    const { ecr, env } = account;
    await scanOnPush({ ecr });
    await createRepositories(ecr, 'platform/web');
    const digest = await push(ecr, 'platform/web', [], manifest('amd64'));
    await push(ecr, 'platform/web', ['1.0.0'], index(manifest('amd64')));
    await scansEnd(ecr, 'platform/web', [digest]);
    const yml = fileWith('scanning: {rules: [{rule: none, fail: {high: 0}}]}');
    const { stdout, code } = await runCli(['scan', '-c', yml], { env });
    expect(stdout).toMatch(
      /^failed platform\/web:1\.0\.0: 2 high\n {2}sha256:\w+, part of sha256:/,
    );
    expect(code).toBe(2);
  });

  test('reports an image without a scan as unknown', async () => {
    const { stdout, code } = await runCli(['scan', '-c', yml, '--registry', sampleFile]);
    expect(stdout).toMatch(/^unknown platform\/web:\S+.*: it was never scanned/m);
    expect(code).toBe(2);
  });

  test('says that an image is not checked because it is untagged', async () => {
    await using account = await startAccount({});
    const { ecr, env } = account;
    await createRepositories(ecr, 'platform/web');
    await push(ecr, 'platform/web', []);
    const { stdout } = await runCli(['scan', '-c', yml], { env });
    expect(stdout).toContain(
      '\n1 image not checked: untagged, and not pulled recently (scanning.sweep).',
    );
    const json = await runCli(['scan', '-c', yml, '--json'], { env });
    expect(jsonOf(json)).toMatchObject({ others: 1, untagged: 1 });
  });

  test('takes a cache of BuildKit for unknown, beside the images that are built with it', async () => {
    await using account = await startAccount({});
    const { ecr, env } = account;
    await scanOnPush({ ecr });
    await createRepositories(ecr, 'platform/web');
    await push(ecr, 'platform/web', ['1.0.0']);
    const tags = ['a-cache', 'b-cache', 'c-cache', 'd-cache', 'e-cache'];
    const config = { mediaType: 'application/vnd.buildkit.cacheconfig.v0', size: 100 };
    for (const tag of tags) {
      const digest = `sha256:${tag.charAt(0).repeat(64)}`;
      await push(ecr, 'platform/web', [tag], manifest(tag, { config: { ...config, digest } }));
    }
    await scansEnd(ecr, 'platform/web', ['1.0.0', ...tags]);
    const { stdout, code } = await runCli(['scan', '-c', yml], { env });
    expect(stdout).toContain('5 images of 1 repository with a rule checked: 0 failed, 4 unknown.');
    expect(stdout).toMatch(/^unknown platform\/web:e-cache: the scanner does not support/m);
    expect(stdout).not.toContain('a-cache');
    expect(code).toBe(2);
    const rows = await runCli(['inventory', '--format', 'ndjson'], { env });
    expect(rows.stdout).toContain('"artifact_type":"application/vnd.buildkit.cacheconfig.v0"');
  });

  test('answers 0 where no rule is for any repository', async () => {
    const none = fileWith(
      'scanning: {rules: [{rule: x, repositories: [nobody/*], fail: {high: 0}}]}',
    );
    const { stdout, code } = await runCli(['scan', '-c', none, '--registry', sampleFile]);
    expect(stdout).toBe('0 images of 0 repositories with a rule checked: 0 failed, 0 unknown.\n');
    expect(code).toBe(0);
  });
});

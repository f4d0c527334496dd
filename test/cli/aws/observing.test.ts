import { describe, expect, test } from 'vitest';
import { ownerOf, takeOver } from '../../../shared/actions/owner.ts';
import { createRepository, manifest, put } from '../../local/images.ts';
import { rulesOf, startAccount } from '../account.ts';
import { fileWith, runCli, sampleFile } from '../run.ts';
import { startSteward } from '../steward.ts';

const everything = `
naming: { tags: [{ rule: versions, kinds: [semver], action: quarantine }] }
scanning: { rules: [{ rule: strict, fail: { critical: 0 }, action: quarantine }] }
baseline: [{ action: enforce, scanOnPush: true }]
pullThroughCache:
  rules:
    - { prefix: quay.io, upstream: quay }
    - { prefix: ecr-public, upstream: ecr-public, allowReplace: true }
`;

describe('rules that only observe', () => {
  test('are named on stderr until they are allowed', async () => {
    await using steward = await startSteward(everything);
    const { run, ecr, file } = steward;
    await createRepository(ecr);
    await put(ecr, manifest('a'), '1.4.2');
    const lines = {
      plan: `Rules only observe (quay.io, ecr-public) until they are allowed: npx ecr-steward allow -c ${file} cache\n`,
      check: `The rule versions only observes until it is allowed: npx ecr-steward allow -c ${file} naming\n`,
      scan: `The rule strict only observes until it is allowed: npx ecr-steward allow -c ${file} scanning\n`,
      baseline: `The rule ** only observes until it is allowed: npx ecr-steward allow -c ${file} baseline\n`,
    };
    for (const [verb, line] of Object.entries(lines)) {
      const { stdout, stderr } = await run(verb);
      expect([verb, stderr]).toEqual([verb, line]);
      expect(stdout).not.toContain('observe');
    }
    expect((await run('check', '--json')).stderr).toBe('');
    await run('allow', '--yes');
    for (const verb of Object.keys(lines)) expect((await run(verb)).stderr).toBe('');
  });

  test('are not named where that cannot be read, and the answer is complete', async () => {
    await using steward = await startSteward(everything);
    const { aws, run } = steward;
    aws.faults.set([
      { operations: ['ecr:DescribeRepositoryCreationTemplates'], error: 'AccessDeniedException' },
    ]);
    const { stdout, stderr, code } = await run('check');
    expect(stdout).toContain('no violations');
    expect(stderr).toContain('note: cannot read whether these rules are enforced: ');
    expect(code).toBe(0);
  });
});

describe('a registry of another owner', () => {
  test('is neither planned nor changed, but read', async () => {
    await using account = await startAccount();
    const { env, ecr } = account;
    await takeOver(ecr, { stack: 'another', file: 'other.yml' });
    const file = fileWith(everything);
    for (const verb of ['plan', 'apply']) {
      const { stdout, stderr, code } = await runCli([verb, '-c', file], { env });
      expect(stderr).toContain(
        'this registry belongs to the stack another (other.yml), not to the file',
      );
      expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
    }
    expect(await rulesOf(ecr)).toEqual([]);
    expect(await runCli(['check', '-c', file], { env })).toMatchObject({ code: 0, stderr: '' });
    expect((await runCli(['plan', '-c', file, '--registry', sampleFile])).code).toBe(2);
  });

  test('gets an owner with the first change, and not before', async () => {
    await using account = await startAccount();
    const { env, ecr } = account;
    const run = (text: string) => runCli(['apply', '-c', fileWith(text)], { env });
    expect((await run('{}')).code).toBe(0);
    expect(await ownerOf(ecr)).toBeUndefined();
    expect((await run(everything)).code).toBe(0);
    expect(await ownerOf(ecr)).toEqual({ file: expect.stringMatching(/^file-\d+\.yml$/) });
  });
});

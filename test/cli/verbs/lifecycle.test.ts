import { describe, expect, test } from 'vitest';
import { createRepositories, push } from '../../support/images.ts';
import { putLifecycle } from '../../support/lifecycle.ts';
import { startAccount } from '../account.ts';
import { fileWith, jsonOf, runCli } from '../run.ts';

const yml = fileWith('use: {sources: [ecs]}');
const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

const keep = (countNumber: number) => ({ countType: 'imageCountMoreThan', countNumber });

describe('lifecycle', () => {
  test('shows what each rule would expire, what of that runs, and mistakes', async () => {
    const images = [`${host}/team/web:1.0`];
    await using account = await startAccount({
      uses: { services: [{ cluster: 'prod', name: 'web', images }] },
    });
    const { ecr, env } = account;
    await createRepositories(ecr, 'team/web', 'team/api', 'team/fine', 'team/none');
    for (const tag of ['1.0', '1.1', '1.2']) await push(ecr, 'team/web', [tag]);
    await putLifecycle(ecr, 'team/web', [{ tagStatus: 'any', ...keep(1) }]);
    for (const tag of ['v1', 'v2']) await push(ecr, 'team/api', [tag]);
    await putLifecycle(ecr, 'team/api', [
      { tagStatus: 'tagged', tagPatternList: ['v'], ...keep(1) },
    ]);
    await push(ecr, 'team/fine', ['1.0']);
    await putLifecycle(ecr, 'team/fine', [{ tagStatus: 'any', ...keep(1) }]);
    await push(ecr, 'team/none', ['1.0']);
    const { stdout, stderr, code } = await runCli(['lifecycle', '-c', yml], { env });
    expect({ stderr, code }).toEqual({ stderr: '', code: 2 });
    expect(stdout).toContain('rule 1 expires any image beyond the newest 1: 2 images');
    expect(stdout).toContain('1 in use');
    expect(stdout).toContain(
      'in use rule 1 would expire 1.0, which ECS service prod/web runs or needs\n',
    );
    expect(stdout).toContain('(lifecycle/no-wildcard)');
    expect(stdout).toContain('1 repository without a lifecycle policy: 1 image');
    const fine = await runCli(['lifecycle', 'team/fine', 'team/none', '-c', yml, '--json'], {
      env,
    });
    expect(fine.code).toBe(0);
    expect(jsonOf(fine)).toMatchObject({ totals: { repositories: 1, inUse: 0, warnings: 0 } });
  });
});

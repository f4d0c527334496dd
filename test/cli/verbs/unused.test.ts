import { TagResourceCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { createRepositories, push } from '../../support/images.ts';
import { startAccount } from '../account.ts';
import { fileWith, jsonOf, runCli } from '../run.ts';

const rules = (
  more = '',
) => `unusedRepositories: [{repositories: ['team/**'], afterDays: 30${more}}]
inventory: {prices: {standard: 1000000}}
`;
const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const long = new Date(Date.now() - 40 * 86_400_000);
const day = long.toISOString().slice(0, 10);

describe('unused', () => {
  test('lists what nobody uses, with its owner and size, and what it all costs', async () => {
    const services = [{ cluster: 'prod', name: 'web', images: [`${host}/team/runs:1`] }];
    await using account = await startAccount({ now: () => long, uses: { services } });
    const { ecr, env } = account;
    const names = ['team/empty', 'team/full', 'team/kept', 'team/runs', 'other/a'];
    await createRepositories(ecr, ...names);
    await push(ecr, 'team/full', ['1']);
    const tag = (name: string, Key: string, Value: string) => {
      const resourceArn = `arn:aws:ecr:eu-west-1:123456789012:repository/${name}`;
      return ecr.send(new TagResourceCommand({ resourceArn, tags: [{ Key, Value }] }));
    };
    await tag('team/full', 'owner', 'anna');
    await tag('team/kept', 'ecr-steward:keep', '');
    await tag('team/empty', 'ecr-steward:delete-after', '2099-01-01');

    const yml = fileWith(rules());
    const { stdout, stderr, code } = await runCli(['unused', '-c', yml], { env });
    expect({ stderr, code }).toEqual({ stderr: '', code: 2 });
    const lines = stdout.split('\n');
    expect(lines.slice(0, 2)).toEqual([
      `unused team/empty since ${day}: no owner, no image`,
      '  ecr-steward:delete-after=2099-01-01',
    ]);
    expect(lines[2]).toMatch(
      /^unused team\/full since \S+: owner anna, 1 image, 0\.\d+ GB, at most/,
    );
    expect(stdout).toContain('4 repositories with a rule checked: 2 unused, 1 kept by a tag.\n');

    const json = jsonOf(await runCli(['unused', '-c', yml, '--json', 'team/full'], { env }));
    expect(json).toMatchObject({
      ...{ checked: 1, unread: [] },
      repositories: [{ repository: 'team/full', state: 'unused', owner: 'anna', images: 1 }],
    });
  });

  test('says of what may be in use why, and finds nothing in young repositories', async () => {
    await using account = await startAccount({ now: () => long });
    const { ecr, env, aws } = account;
    await createRepositories(ecr, 'team/a');
    aws.faults.set([{ operations: ['ecs:ListClusters'], error: 'AccessDeniedException' }]);
    const may = await runCli(['unused', '-c', fileWith(rules())], { env });
    expect(may.code).toBe(2);
    expect(may.stdout).toContain(
      `perhaps team/a since ${day}: no owner, no image\n  what ecs runs`,
    );
    expect(may.stdout).toContain('1 repository with a rule checked: 0 unused, 1 perhaps unused.\n');
    const young = rules().replace('30', '50');
    const none = await runCli(['unused', '-c', fileWith(young)], { env });
    expect(none).toMatchObject({
      code: 0,
      stdout: '1 repository with a rule checked: 0 unused.\n',
    });
  });

  test('says that there is no rule, and which one only observes', async () => {
    await using account = await startAccount();
    const { env } = account;
    const without = await runCli(['unused', '-c', fileWith('naming: {}')], { env });
    expect(without).toMatchObject({ code: 0 });
    expect(without.stdout).toContain('has no rules in unusedRepositories:');
  });
});

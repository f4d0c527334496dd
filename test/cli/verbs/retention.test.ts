import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ECRClient } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { digestOf, index, manifest } from '../../local/images.ts';
import { createRepositories, push } from '../../support/images.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startAccount } from '../account.ts';
import { fileWith, jsonOf, runCli, sampleFile } from '../run.ts';

const yml = fileWith(`
retention:
  - {repositories: ['team-a/**'], action: archive, keep: {tags: ['2.*']}}
`);
const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

test('retention reads the source of a replication, with the credentials of the command', async () => {
  const lostBy = fileWith('retention: [{ action: delete, lostBy: { region: eu-central-1 } }]');
  await using account = await startAccount();
  const { ecr, env } = account;
  await createRepositories(ecr, 'team-a/web');
  await push(ecr, 'team-a/web', ['1.0']);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const { endpoint } = account.aws;
  const there = new ECRClient({ endpoint, region: 'eu-central-1', credentials });
  const run = async () => (await runCli(['retention', '-c', lostBy], { env })).stdout;
  expect(await run()).toContain('1 stays: the source registry has no such repository, or an empty');
  await createRepositories(there, 'team-a/web');
  await push(there, 'team-a/web', ['2.0']);
  expect(await run()).toContain('1 image, up to 0.00 GB, $0.00 a month would be deleted');
  await push(there, 'team-a/web', ['1.0']);
  expect(await run()).toContain('1 stays: the source registry still has it\n');
});

describe('retention', () => {
  test('shows what goes, why the others stay, and what each owner saves', async () => {
    await using account = await startAccount({
      uses: { functions: [{ name: 'api', imageUri: `${host}/team-a/web:1.1` }] },
    });
    const { ecr, env } = account;
    await createRepositories(ecr, 'team-a/web', 'team-b/web');
    const part = manifest('part');
    await push(ecr, 'team-a/web', [], part);
    await push(ecr, 'team-a/web', ['1.0'], index(part));
    for (const tag of ['1.1', '2.0']) await push(ecr, 'team-a/web', [tag]);
    const { stdout, stderr, code } = await runCli(['retention', '-c', yml], { env });
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout).toContain(
      'team-a/web: 2 images, up to 0.00 GB, $0.00 a month would be archived (rule: team-a/**)\n  tags: 1.0\n',
    );
    expect(stdout).toContain('  1 stays: in use, or needed by what is\n');
    expect(stdout).toContain('  1 stays: one of its tags keeps it\n');
    expect(stdout).toContain('1 repository with a rule, 1 without.\n');
    const json = await runCli(['retention', '-c', yml, '--json', 'team-a/web'], { env });
    expect(jsonOf(json)).toMatchObject({
      repositories: [
        {
          ...{ repository: 'team-a/web', action: 'archive', kept: { inUse: 1, tag: 1 } },
          goes: { images: 2, bytes: 1000 },
          selected: [{ digest: digestOf(index(part)), images: [{ tags: ['1.0'] }, { tags: [] }] }],
        },
      ],
      owners: [{ owner: null }],
    });
  });

  test('what a file of images in use names stays', async () => {
    await using account = await startAccount();
    const { ecr, env } = account;
    await createRepositories(ecr, 'team-a/web');
    for (const tag of ['1.0', '1.1']) await push(ecr, 'team-a/web', [tag]);
    const file = join(await temporaryFolder(), 'pods.json');
    await writeFile(file, JSON.stringify([`${host}/team-a/web:1.1`]));
    const withFile = fileWith(`
retention:
  - {repositories: ['team-a/**'], action: archive, keep: {tags: ['2.*']}}
use: {sources: [], files: [{uri: ${file}}]}
`);
    const { stdout } = await runCli(['retention', '-c', withFile], { env });
    expect(stdout).toContain('  tags: 1.0\n  1 stays: in use, or needed by what is\n');
  });

  test('says where what runs is not known, that nothing is done', async () => {
    await using account = await startAccount();
    const { aws, ecr, env } = account;
    await createRepositories(ecr, 'team-a/web');
    await push(ecr, 'team-a/web', ['1.0']);
    aws.faults.set([{ operations: ['lambda:ListFunctions'], error: 'AccessDeniedException' }]);
    const { stdout } = await runCli(['retention', '-c', yml], { env });
    expect(stdout).toContain('  not done: what lambda runs is not known: access denied');
    expect(stdout).toContain(
      'Nothing is archived or deleted as long as it is not known what lambda runs: ',
    );
  });

  test('of a snapshot, where nobody knows what runs', async () => {
    const { stderr, code } = await runCli(['retention', '-c', yml, '--registry', sampleFile]);
    expect(code).toBe(0);
    expect(stderr).toContain('a snapshot does not say what runs');
  });

  test('without rules there is nothing to show', async () => {
    const { stdout } = await runCli(['retention', '-c', fileWith('{}'), '--registry', sampleFile]);
    expect(stdout).toContain('has no rules in retention:, so nothing is checked.');
  });
});

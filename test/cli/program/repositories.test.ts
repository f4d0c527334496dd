import { DescribeRepositoriesCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { namesFor } from '../../../cli/program/repositories.ts';
import { createRepository } from '../../local/images.ts';
import { startTestAws } from '../../local/start.ts';
import { startAccount } from '../account.ts';
import { fileWith, jsonOf, runCli, sampleFile } from '../run.ts';

test('names and globs resolve to existing repositories, each once', async () => {
  const { ecr } = await startTestAws();
  for (const name of ['platform/api', 'platform/web', 'platform/db/main', 'team-a/web', 'cron']) {
    await createRepository(ecr, { repositoryName: name });
  }
  const named = (...given: string[]) => namesFor(ecr, given).then((names) => names.sort());
  expect(await named()).toEqual([]);
  expect(await named('platform/*')).toEqual(['platform/api', 'platform/web']);
  expect(await named('platform/**', 'platform/api')).toEqual([
    'platform/api',
    'platform/db/main',
    'platform/web',
  ]);
  expect(await named('*/web', 'cron')).toEqual(['cron', 'platform/web', 'team-a/web']);
  expect(await named('cro?')).toEqual(['cron']);
  expect(await named('**')).toHaveLength(5);

  const failure = (given: string) => named(given).then(String, (error: Error) => error.message);
  expect(await failure('plaform/*')).toBe(
    'no repository matches plaform/*: did you mean platform/*?',
  );
  expect(await failure('team-b*')).toMatch(/^no repository matches team-b\*: /);
  expect(await failure('platform/db*')).toMatch(/did you mean platform\/db\*\*\?$/);
  expect(await failure('plaform/api')).toBe(
    'the registry has no repository plaform/api: did you mean platform/api?',
  );
  expect(await failure('nothing-like-it')).toBe(
    'the registry has no repository nothing-like-it: check the name and --region',
  );
  await expect(named('platform/*', 'plaform/web')).rejects.toThrow('did you mean platform/web?');
  expect(await failure('Platform/*')).toMatch(
    /is no repository name: .*did you mean platform\/\*\?$/,
  );
  for (const wrong of ['', '/', 'a//b', 'a b', '[a-z]*', '{a,b}/*', `${'a'.repeat(257)}`]) {
    expect(await failure(wrong)).toMatch(
      /is no repository name: give a name such as platform\/api/,
    );
  }
});

test('a registry without repositories says so', async () => {
  const { ecr } = await startTestAws();
  await expect(namesFor(ecr, ['*'])).rejects.toThrow('the registry is empty. Check --region');
  await expect(namesFor(ecr, ['cron'])).rejects.toThrow('it is empty. Check --region');
});

test('names alone cost no list of the registry', async () => {
  const { ecr } = await startTestAws();
  await createRepository(ecr, { repositoryName: 'platform/api' });
  const asked: unknown[] = [];
  ecr.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName === DescribeRepositoriesCommand.name) asked.push(args.input);
        return next(args);
      },
    { step: 'initialize' },
  );
  await namesFor(ecr, ['platform/api']);
  expect(asked).toEqual([{ repositoryNames: ['platform/api'] }]);
});

describe('a glob', () => {
  const baseline = fileWith(
    'baseline: [{mutability: IMMUTABLE}]\nscanning: {rules: [{rule: a, fail: {critical: 0}}]}\n' +
      'naming: {tags: [{rule: a, kinds: [semver]}]}',
  );

  test.each(['check', 'scan', 'baseline', 'inventory'])('is taken by %s', async (verb) => {
    const args = [verb, '-c', baseline, '--registry', sampleFile];
    const [found, none] = await Promise.all([
      runCli([...args, 'platform/*', '--json']),
      runCli([...args, 'plaform/*']),
    ]);
    expect(found.stderr).toBe('');
    const answer = jsonOf<{
      repositories?: unknown;
      checked?: { repositories: number };
      lookedAt?: { repositories: number };
    }>(found);
    expect([
      answer.repositories,
      answer.checked?.repositories,
      answer.lookedAt?.repositories,
    ]).toContain(3);
    expect(none).toEqual({
      stdout: '',
      stderr: 'error: no repository matches plaform/*: did you mean platform/*?\n',
      code: 1,
    });
  });

  test.each([
    [['history', 'A/*'], /A\/\* is no repository/],
    [['release', 'platform/*:1.0'], /is a glob, and release takes one tag/],
  ])('%j is reported in one line', async (args, message) => {
    const { stderr, code } = await runCli([...args, '--registry', sampleFile]);
    expect(stderr).toMatch(message);
    expect({ lines: stderr.match(/\n/g)?.length, code }).toEqual({ lines: 1, code: 1 });
  });
});

test('an entry of registry.yml without effect is a note on stderr, with its place', async () => {
  const file = fileWith(
    'movedTags:\n  - {repositories: ["**"]}\n  - {repositories: ["team-a/**"]}\n',
  );
  const { stdout, stderr, code } = await runCli(['plan', '-c', file, '--registry', sampleFile]);
  expect(stderr).toBe(
    `note: ${file}:3:6 movedTags[1].repositories: match only repositories of movedTags[0], and the first rule that matches applies: move this one above it\n`,
  );
  expect({ stdout, code }).toMatchObject({ stdout: expect.stringContaining('unmanaged'), code: 0 });
});

test('a missing secret is reported once, with what to type, and counted apart', async () => {
  await using account = await startAccount({});
  const file = fileWith(`pullThroughCache:
  rules:
    - {prefix: hub, upstream: docker-hub, credential: ecr-pullthroughcache/hub}
    - {prefix: quay.io, upstream: quay}
`);
  const { stdout } = await runCli(['plan', '-c', file], { env: account.env });
  expect(stdout.match(/ecr-pullthroughcache\/hub/g)).toHaveLength(1);
  expect(stdout).toContain(
    `npx ecr-steward credential set hub -c ${file}, then npx ecr-steward apply -c ${file}\n`,
  );
  expect(stdout).toContain('Pull through cache rules: 1 to create, 1 that cannot be applied.');
});

test('apply on a snapshot ends with a note that it was a dry run', async () => {
  const file = fileWith('pullThroughCache: {rules: [{prefix: ecr-public, upstream: ecr-public}]}');
  const { stdout } = await runCli(['apply', '-c', file, '--registry', sampleFile]);
  expect(stdout).toMatch(
    /created ecr-public\n\nThat was a dry run: nothing has changed at AWS\.\n$/,
  );
});

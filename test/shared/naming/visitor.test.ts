import {
  BatchDeleteImageCommand,
  CreatePullThroughCacheRuleCommand,
  DeleteRepositoryCommand,
  DescribeImagesCommand,
  type ECRClient,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';
import { namingOf } from './naming.ts';
import { type ReportingOptions, startReporting } from './reporting.ts';

const naming = namingOf(`{
  repositories: [{rule: hyphens, patterns: ['[a-z]+(-[a-z]+)*/[a-z]+(-[a-z]+)*']}],
  tags: [
    {rule: deletes, repositories: ['scratch/*'], kinds: [semver], action: delete},
    {rule: quarantines, repositories: ['team/*'], kinds: [semver], action: quarantine},
    {rule: reports, kinds: [semver]}]}`);

const names = ['scratch/one', 'team/api', 'team/web', 'a_b/c', 'other/x', 'x_y/z'];

/** One image with a valid and an invalid tag, one with an invalid tag, one without tags, in each repository. */
async function fill(ecr: ECRClient): Promise<Map<string, readonly string[]>> {
  await createRepositories(ecr, ...names);
  const digests = new Map<string, readonly string[]>();
  for (const name of names) {
    const both = await push(ecr, name, ['1.0.0', 'latest'], manifest(`${name} both`));
    const wrong = await push(ecr, name, ['v2.0'], manifest(`${name} wrong`));
    await push(ecr, name, [], manifest(`${name} none`));
    digests.set(name, [both, wrong]);
  }
  return digests;
}

async function tagsIn(ecr: ECRClient, repositoryName: string): Promise<string[]> {
  const { imageDetails = [] } = await ecr.send(new DescribeImagesCommand({ repositoryName }));
  return imageDetails.flatMap(({ imageTags = [] }) => imageTags).toSorted();
}

/** What the messages say of rules, whatever message it is in. */
const saidIn = (messages: readonly string[]) =>
  messages
    .flatMap((message) => message.split('\n'))
    .flatMap((line) => /^- (?:(\S+:\S+): )?"(\S+)" .* \(rule: (\w+)\)$/.exec(line)?.slice(1) ?? [])
    .toString();

const titlesOf = (messages: readonly string[]) => messages.map((it) => it.split('\n')[0]);

const limitsOf = (yml: string) => parseRegistryConfig(`limits: ${yml}`).limits;

async function start(options: Partial<ReportingOptions> = {}) {
  return startReporting({ naming, tags: 12, ...options });
}

describe('a walk', () => {
  test.each([1, 2, 1000])('comes to the same end in slices of %i, visited twice', async (size) => {
    const { ecr, walk, messages } = await start();
    const digests = await fill(ecr);
    const { result } = await walk({ size, times: 2 });
    // What the first visit has done, the second one finds no more.
    expect(result).toEqual({
      checked: { repositories: 6, images: 11, tags: 12 },
      outcomes: { reported: 8 },
    });
    expect(await tagsIn(ecr, 'scratch/one')).toEqual(['1.0.0']);
    for (const name of ['team/api', 'team/web']) {
      const kept = digests.get(name)?.map((it) => `quarantine-${it.slice(7, 19)}`) ?? [];
      expect(await tagsIn(ecr, name)).toEqual(['1.0.0', ...kept.toSorted()]);
    }
    expect(await tagsIn(ecr, 'other/x')).toEqual(['1.0.0', 'latest', 'v2.0']);
    const lines = saidIn(messages());
    for (const name of names) expect(lines.split(`${name}:`)).toHaveLength(3);
    expect(
      messages()
        .join('\n')
        .match(/"[axy_b]+\/[cz]" is not/g)
        ?.toSorted(),
    ).toEqual(['"a_b/c" is not', '"x_y/z" is not']);
  });

  test('sends nothing, writes nothing and lists nothing again where nothing is new', async () => {
    const { aws, ecr, walk, messages } = await start();
    await fill(ecr);
    await walk({ size: 2 });
    const before = messages().length;
    const calls = recordCalls(aws);
    const { result } = await walk({ size: 2 });
    expect(result).toMatchObject({ outcomes: { reported: 8 } });
    expect(messages()).toHaveLength(before);
    expect(calls.filter((it) => /Update|Put|Delete|Publish/.test(it))).toEqual([]);
    expect(calls.filter((it) => it === 'ecr:DescribeImages')).toHaveLength(names.length);
    // The list of the walk.
    expect(calls.filter((it) => it === 'ecr:DescribeRepositories')).toHaveLength(1);
  });

  test('leaves cached repositories alone, of rules of the registry and of the file', async () => {
    const { ecr, walk, messages } = await start({ cachePrefixes: ['hub'] });
    await createRepositories(ecr, 'hub/a_b', 'quay/a_b', 'team/a');
    const rule = { ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io' };
    await ecr.send(new CreatePullThroughCacheRuleCommand(rule));
    for (const name of ['hub/a_b', 'quay/a_b', 'team/a']) await push(ecr, name, ['main']);
    const { result } = await walk({ size: 1 });
    expect(result).toMatchObject({ checked: { repositories: 1 }, outcomes: { quarantined: 1 } });
    expect(messages().join()).not.toMatch(/hub|quay\//);
  });

  test('comes to the same end while ECR throttles 30 % of all calls', async () => {
    const { aws, ecr, walk, messages } = await start();
    await fill(ecr);
    aws.faults.set([
      { operations: ['ecr:*'], error: 'ThrottlingException', probability: 0.3, seed: 7 },
    ]);
    await walk({ size: 2 });
    aws.faults.clear();
    const { result } = await walk();
    expect(result).toMatchObject({ outcomes: { reported: 8 } });
    expect(await tagsIn(ecr, 'scratch/one')).toEqual(['1.0.0']);
    expect(saidIn(messages()).split('team/web:')).toHaveLength(3);
  });
});

describe('an invalid name of a repository', () => {
  const only = namingOf("{repositories: [{rule: hyphens, patterns: ['[a-z]+(-[a-z]+)*']}]}");

  test('is reported with a name that is free in the whole registry, and meant for one', async () => {
    const { ecr, walk, messages } = await start({ naming: only });
    await createRepositories(ecr, 'a_b', 'a-b', 'c_d', 'c__d', 'e_f', 'g1');
    await walk({ size: 1 });
    const text = messages().join('\n');
    expect(text.match(/Valid: \S+/g)).toEqual(['Valid: e-f']);
    for (const name of ['a_b', 'c_d', 'c__d', 'e_f', 'g1']) expect(text).toContain(`"${name}"`);
  });

  test('is resolved when the repository is gone', async () => {
    const { ecr, walk, messages } = await start({ naming: only });
    await createRepositories(ecr, 'a_b', 'z9');
    await walk({ size: 1 });
    const before = messages().length;
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'a_b' }));
    await walk({ size: 1 });
    expect(titlesOf(messages().slice(before))).toEqual(['Resolved: 1 naming violation in a_b']);
  });
});

describe('an alert', () => {
  const reports = namingOf('{tags: [{rule: it, kinds: [semver]}]}');

  test('is resolved when its tag is gone, but not where the repository could not be read', async () => {
    const { aws, ecr, walk, messages } = await start({ naming: reports });
    await createRepositories(ecr, 'a/one', 'a/two');
    for (const name of ['a/one', 'a/two']) await push(ecr, name, ['1.0.0', 'main']);
    await walk({ size: 1 });
    for (const repositoryName of ['a/one', 'a/two']) {
      const imageIds = [{ imageTag: 'main' }];
      await ecr.send(new BatchDeleteImageCommand({ repositoryName, imageIds }));
    }
    const before = messages().length;
    const denied = { operations: ['ecr:DescribeImages'], error: 'AccessDeniedException' };
    aws.faults.set([{ ...denied, times: 1 }]);
    const { unseen } = await walk({ size: 1 });
    expect(unseen.map(({ repository }) => repository)).toEqual(['a/one']);
    const resolved = (name: string) => `Resolved: 1 naming violation in ${name}`;
    expect(titlesOf(messages().slice(before))).toEqual([resolved('a/two')]);
    await walk({ size: 1 });
    expect(titlesOf(messages().slice(before))).toEqual([resolved('a/two'), resolved('a/one')]);
  });

  test('stands while its repository comes and goes on the way', async () => {
    const { ecr, walk, messages } = await start({ naming: reports });
    await createRepositories(ecr, 'a/goes', 'a/stays');
    for (const name of ['a/goes', 'a/stays']) await push(ecr, name, ['main']);
    await walk();
    const before = messages().length;
    const onListed = async () => {
      await createRepositories(ecr, 'a/new');
      await push(ecr, 'a/new', ['main']);
      await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'a/goes', force: true }));
    };
    await walk({ onListed });
    expect(titlesOf(messages().slice(before))).toEqual(['Resolved: 1 naming violation in a/goes']);
    await walk();
    expect(titlesOf(messages().slice(before + 1))).toEqual(['1 naming violation in a/new']);
  });
});

describe('a limit', () => {
  const limits = limitsOf('{quarantine: {perRun: {count: 1}, perDay: {count: 100, percent: 100}}}');

  test('is reported once for all slices, and resolved when nothing is held back', async () => {
    const run = 'one walk';
    const { ecr, walk, messages } = await start({ gate: { limits, run } });
    await createRepositories(ecr, 'team/a', 'team/b', 'team/c');
    for (const name of ['team/a', 'team/b', 'team/c']) await push(ecr, name, ['main']);
    const { result } = await walk({ size: 1 });
    expect(result).toMatchObject({ outcomes: { quarantined: 1, held: 2 } });
    const held = () => messages().filter((it) => /held back/.test(it));
    expect(held()).toEqual([
      expect.stringMatching(
        /^2 held back by limits\.quarantine\n\n- limits\.quarantine allows 1 per run [\s\S]*\n- team\/b:main .*\n- team\/c:main /,
      ),
    ]);
    for (const repositoryName of ['team/b', 'team/c']) {
      const imageIds = [{ imageTag: 'main' }];
      await ecr.send(new BatchDeleteImageCommand({ repositoryName, imageIds }));
    }
    await walk({ size: 1 });
    expect(titlesOf(held().slice(1))).toEqual(['Resolved: 2 held back by limits.quarantine']);
  });
});

describe('what is left to the hourly run', () => {
  test('is a deletion, where no walk has counted the tags yet', async () => {
    const { ecr, walk, dueBy } = await startReporting({ naming });
    await createRepositories(ecr, 'scratch/one');
    const digest = await push(ecr, 'scratch/one', ['main']);
    expect(await walk()).toMatchObject({ result: { outcomes: { left: 1 } } });
    expect(await tagsIn(ecr, 'scratch/one')).toEqual(['main']);
    expect(await dueBy()).toMatchObject([{ repository: 'scratch/one', digest }]);
  });

  test('is an image in its grace: noted once, for when it ends', async () => {
    const graceful = namingOf('{grace: 1h, tags: [{rule: it, kinds: [semver], action: delete}]}');
    const { aws, ecr, walk, dueBy, messages } = await start({ naming: graceful, ago: 1000 });
    await createRepositories(ecr, 'a/b');
    const began = Date.now();
    await push(ecr, 'a/b', ['one', 'two'], manifest('it'));
    expect(await walk()).toMatchObject({ result: { outcomes: { waiting: 2 } } });
    expect(messages()).toEqual([]);
    expect(await dueBy()).toEqual([]);
    const [due, ...others] = await dueBy(new Date(began + 3_600_000));
    expect(others).toEqual([]);
    expect(due?.dueAt.getTime()).toBeGreaterThan(began + 3_590_000);
    const calls = recordCalls(aws);
    await walk();
    expect(calls).not.toContain('dynamodb:UpdateItem');
  });

  test('is what there was no time for, and its repository is not resolved', async () => {
    const { ecr, walk, dueBy, messages } = await start();
    await createRepositories(ecr, 'team/a', 'other/b');
    const digest = await push(ecr, 'team/a', ['main']);
    await push(ecr, 'other/b', ['main']);
    const { result, parts } = await walk({ until: Date.now() });
    expect(result).toMatchObject({ outcomes: { late: 1, reported: 1 } });
    expect(parts).toMatchObject([{ incomplete: ['team/a'] }]);
    expect(await dueBy()).toMatchObject([{ repository: 'team/a', digest }]);
    expect(titlesOf(messages())).toEqual(['1 naming violation in other/b']);
    expect(await tagsIn(ecr, 'team/a')).toEqual(['main']);
  });
});

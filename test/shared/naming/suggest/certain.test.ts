import { UpdateImageStorageClassCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { violationAlert } from '../../../../shared/naming/alert.ts';
import { planForImage, planForRegistry } from '../../../../shared/naming/plan.ts';
import { crowded } from '../../../local/snapshots.ts';
import { startTestAws } from '../../../local/start.ts';
import { recordCalls } from '../../../support/calls.ts';
import { createRepositories, manifest, push } from '../../../support/images.ts';
import { namingOf } from '../naming.ts';

const naming = namingOf('{tags: [{rule: it, kinds: [semver, git-sha]}]}');

type Started = Awaited<ReturnType<typeof repositoryWith>>;

/** A repository with an image for each list of tags, and the digests of these. */
async function repositoryWith(...images: string[][]) {
  const started = await startTestAws();
  await createRepositories(started.ecr, 'a/b', 'a/other');
  const digests: string[] = [];
  for (const tags of images) digests.push(await push(started.ecr, 'a/b', tags));
  return { ...started, digests };
}

/** What is suggested for which tag, in a run over the registry and by a push of each image. */
async function suggested({ ecr, digests }: Started) {
  const found: Record<string, string | undefined> = {};
  for (const it of (await planForRegistry(ecr, naming)).violations) {
    if (it.kind === 'tag') found[it.tag] = it.suggestion;
  }
  const onPush: typeof found = {};
  for (const imageDigest of digests) {
    const scope = { repositoryName: 'a/b', imageId: { imageDigest } };
    for (const it of (await planForImage(ecr, naming, scope, [])).violations) {
      if (it.kind === 'tag') onPush[it.tag] = it.suggestion;
    }
  }
  expect(onPush).toEqual(found);
  return found;
}

describe('a name is suggested', () => {
  test('for each image one of its own', async () => {
    const started = await repositoryWith(['main-a1b2c3d'], ['V1.2.3', 'release-1.2.3']);
    expect(await suggested(started)).toEqual({
      'main-a1b2c3d': 'a1b2c3d',
      'V1.2.3': 'v1.2.3',
      'release-1.2.3': '1.2.3',
    });
  });

  test('that no image has, this one neither', async () => {
    const started = await repositoryWith(['main-a1b2c3d'], ['a1b2c3d'], ['V1.2.3', 'v1.2.3']);
    expect(await suggested(started)).toEqual({ 'main-a1b2c3d': undefined, 'V1.2.3': undefined });
  });

  test('that another repository may have', async () => {
    const started = await repositoryWith(['main-a1b2c3d']);
    await push(started.ecr, 'a/other', ['a1b2c3d']);
    expect(await suggested(started)).toEqual({ 'main-a1b2c3d': 'a1b2c3d' });
  });

  test('for one image and not for two, such as two builds of one commit', async () => {
    const tags = ['a1b2c3d-20260807-101500', 'a1b2c3d-20260807-174933'];
    const started = await repositoryWith(...tags.map((tag) => [tag]), ['main-d4f60e44']);
    expect(await suggested(started)).toMatchObject({
      [tags[0] ?? '']: undefined,
      [tags[1] ?? '']: undefined,
      'main-d4f60e44': 'd4f60e44',
    });
  });

  test('that no archived image has', async () => {
    const started = await repositoryWith(['main-a1b2c3d']);
    const imageDigest = await push(started.ecr, 'a/b', ['a1b2c3d']);
    const input = { repositoryName: 'a/b', imageId: { imageDigest } };
    await started.ecr.send(
      new UpdateImageStorageClassCommand({ ...input, targetStorageClass: 'ARCHIVE' }),
    );
    expect(await suggested(started)).toEqual({ 'main-a1b2c3d': undefined });
  });

  test('on a push for one more call, and not where there are more images than one shows', async () => {
    const { aws, ecr, digests } = await repositoryWith(['main-a1b2c3d'], ['latest']);
    const calls = recordCalls(aws);
    const planOf = async (at: number, client = ecr) => {
      const imageId = { imageDigest: digests[at] };
      return (await planForImage(client, naming, { repositoryName: 'a/b', imageId }, []))
        .violations;
    };
    const call = ['ecr:DescribeImages', 'ecr:DescribePullThroughCacheRules'];
    expect(await planOf(1)).toMatchObject([{ tag: 'latest' }]);
    expect(calls.splice(0)).toEqual(call);
    expect(await planOf(0)).toMatchObject([{ suggestion: 'a1b2c3d' }]);
    expect(calls.splice(0)).toEqual([...call, 'ecr:DescribeImages']);
    const more = crowded('a/b', 999, (at) => ({ imageTags: [`1.0.${at}`] }));
    const { repositories, imageDetails } = aws.snapshot();
    const full = { repositories, imageDetails: [...imageDetails, ...more.imageDetails] };
    const large = await startTestAws({ snapshot: full });
    const callsThen = recordCalls(large.aws);
    expect((await planOf(0, large.ecr))[0]).not.toHaveProperty('suggestion');
    expect(callsThen).toEqual([...call, 'ecr:DescribeImages', 'ecr:DescribeImages']);
  });
});

test('a repository is suggested no name that another one has, or that is suggested for two', async () => {
  const { ecr } = await startTestAws();
  await createRepositories(ecr, 'a_b', 'a-b', 'c_d', 'c__d', 'e_f');
  const rules = namingOf("{repositories: [{rule: it, patterns: ['[a-z-]+']}]}");
  const { violations } = await planForRegistry(ecr, rules);
  const found = violations.map(({ repository, suggestion }) => [repository, suggestion]);
  expect(Object.fromEntries(found)).toEqual({
    a_b: undefined,
    c_d: undefined,
    c__d: undefined,
    e_f: 'e-f',
  });
});

describe('a tag that lacks its sibling', () => {
  const rules = namingOf(`{tags: [{rule: it, kinds: [semver, version-line], allow: [latest],
    requires: [{tags: [latest], kinds: [version-line], sibling: {kinds: [semver]}}]}]}`);

  /** Pushes one image per tag, so many seconds after each other, and answers what is said of them. */
  async function told(...pushes: [tag: string, secondsAfter: number][]) {
    let now = Date.parse('2026-11-03T10:00:00Z');
    const started = await startTestAws({ now: () => new Date(now) });
    const { ecr } = started;
    await createRepositories(ecr, 'a/b');
    for (const [tag, after] of pushes) {
      now += after * 1000;
      await push(ecr, 'a/b', [tag], manifest(tag));
    }
    const { violations } = await planForRegistry(ecr, rules);
    const scope = { repositoryName: 'a/b', imageId: { imageTag: pushes.at(-1)?.[0] } };
    const onPush = (await planForImage(ecr, rules, scope, [])).violations;
    expect(violations).toEqual(expect.arrayContaining(onPush));
    return onPush;
  }

  test('is told with the image that the sibling came on at that time', async () => {
    const found = await told(['1.6.0', 0], ['1.7.0', 600], ['latest', 3]);
    const text = expect.stringMatching(
      /^pushed about then, on other digests: "1\.7\.0" \(3 s earlier, sha256:[0-9a-f]{12}\)\. Was one build/,
    );
    expect(found).toMatchObject([{ tag: 'latest', siblingElsewhere: text }]);
    const [violation] = found;
    if (violation === undefined) throw new Error('nothing was found');
    expect(violationAlert({ ...violation, outcome: 'reported' }).what).toContainEqual(text);
  });

  test('is told with what could be its sibling and nothing else', async () => {
    const found = await told(['1.7.0', 0], ['2.0', 0], ['1.7', 200]);
    expect(found).toMatchObject([
      { siblingElsewhere: expect.stringMatching(/digests: "1\.7\.0" \(3 min earlier/) },
    ]);
    const other = await told(['1.7.0', 0], ['latest', 0], ['2.0', 0]);
    expect(other[0]).not.toHaveProperty('siblingElsewhere');
  });

  test('is told alone when nothing came at that time', async () => {
    const found = await told(['1.7.0', 0], ['latest', 301]);
    expect(found).toMatchObject([{ tag: 'latest' }]);
    expect(found[0]).not.toHaveProperty('siblingElsewhere');
  });
});

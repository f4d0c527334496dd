import {
  BatchDeleteImageCommand,
  CreatePullThroughCacheRuleCommand,
  DescribeImagesCommand,
  ECRClient,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import type { TagViolation } from '../../../shared/naming/check.ts';
import { enforce, throwIfFailed } from '../../../shared/naming/enforce.ts';
import { type NamingPlan, planForImage, planForRegistry } from '../../../shared/naming/plan.ts';
import { compileNaming, type Naming } from '../../../shared/naming/rules.ts';
import { digestOf } from '../../local/images.ts';
import { startTestAws } from '../../local/start.ts';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';
import { namingOf } from './naming.ts';

const naming = compileNaming(
  parseRegistryConfig(`
naming:
  repositories: [{rule: two parts, patterns: ['[a-z-]+/.+']}]
  tags: [{rule: versions, kinds: [semver], action: quarantine}]
`).naming,
);

async function tagsOf(ecr: ECRClient, repositoryName: string): Promise<Record<string, string[]>> {
  const { imageDetails = [] } = await ecr.send(new DescribeImagesCommand({ repositoryName }));
  return Object.fromEntries(
    imageDetails.map(({ imageDigest = '', imageTags = [] }) => [imageDigest, imageTags.toSorted()]),
  );
}

/** Has something happen right before a client's call goes out. */
function beforeCall(ecr: ECRClient, command: string, happen: () => Promise<unknown>): void {
  ecr.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === command) await happen();
        return next(args);
      },
    { step: 'initialize' },
  );
}

const quarantined = (digest: string) => `quarantine-${digest.slice(7, 19)}`;

describe('quarantine', () => {
  test('replaces the only tag, and the image stays', async () => {
    const { ecr } = await startTestAws();
    await createRepositories(ecr, 'a/b');
    const digest = await push(ecr, 'a/b', ['latest']);
    const [enforced] = await enforce(ecr, naming, await planForRegistry(ecr, naming));
    expect(enforced?.outcome).toBe('quarantined');
    expect(await tagsOf(ecr, 'a/b')).toEqual({ [digest]: [quarantined(digest)] });
  });

  test('leaves the right tags of an image alone, and a second run finds nothing', async () => {
    const { ecr } = await startTestAws();
    await createRepositories(ecr, 'a/b');
    const digest = await push(ecr, 'a/b', ['1.0.0', 'latest', 'test']);
    await enforce(ecr, naming, await planForRegistry(ecr, naming));
    expect(await tagsOf(ecr, 'a/b')).toEqual({ [digest]: ['1.0.0', quarantined(digest)] });
    expect((await planForRegistry(ecr, naming)).violations).toEqual([]);
  });

  test('touches nothing when the tag has moved meanwhile', async () => {
    const { ecr } = await startTestAws();
    await createRepositories(ecr, 'a/b');
    await push(ecr, 'a/b', ['latest'], manifest('first'));
    const plan = await planForRegistry(ecr, naming);
    const second = await push(ecr, 'a/b', ['latest'], manifest('second'));
    expect(await enforce(ecr, naming, plan)).toMatchObject([{ outcome: 'gone' }]);
    expect(await tagsOf(ecr, 'a/b')).toMatchObject({ [second]: ['latest'] });
  });

  test.each([
    ['the tag is gone', 'a/b'],
    ['the repository is gone', 'a/gone'],
  ])('is done when %s', async (_, repository) => {
    const { ecr } = await startTestAws();
    await createRepositories(ecr, 'a/b');
    const digest = await push(ecr, 'a/b', ['1.0.0']);
    const violation = { kind: 'tag', repository, tag: 'latest', digest, action: 'quarantine' };
    const violations = [violation as TagViolation];
    const [enforced] = await enforce(ecr, naming, { violations });
    expect(enforced?.outcome).toBe('gone');
  });

  test('goes on where an earlier attempt broke off, after each of its calls', async () => {
    for (const operation of ['ecr:BatchGetImage', 'ecr:PutImage', 'ecr:BatchDeleteImage']) {
      const { aws, ecr } = await startTestAws();
      await createRepositories(ecr, 'a/b');
      const digest = await push(ecr, 'a/b', ['latest']);
      const plan = await planForRegistry(ecr, naming);
      aws.faults.set([{ operations: [operation], drop: 'after', times: 1 }]);
      expect(await enforce(ecr, naming, plan)).toMatchObject([{ outcome: 'failed' }]);
      aws.faults.clear();
      await enforce(ecr, naming, await planForRegistry(ecr, naming));
      expect(await tagsOf(ecr, 'a/b')).toEqual({ [digest]: [quarantined(digest)] });
    }
  });

  test('leaves a tag that moves in the very moment to the image that was pushed', async () => {
    const { ecr, config } = await startTestAws();
    const other = new ECRClient(config);
    await createRepositories(ecr, 'a/b');
    const first = await push(ecr, 'a/b', ['latest'], manifest('first'));
    const plan = await planForRegistry(ecr, naming);
    beforeCall(ecr, 'BatchDeleteImageCommand', () => push(other, 'a/b', ['latest'], manifest('x')));
    expect(await enforce(ecr, naming, plan)).toMatchObject([{ outcome: 'gone' }]);
    expect(await tagsOf(ecr, 'a/b')).toEqual({
      [first]: [quarantined(first)],
      [digestOf(manifest('x'))]: ['latest'],
    });
  });
});

const deleting = (keys = '') =>
  namingOf(
    `{maxDeletePercent: 100, ${keys} tags: [{rule: versions, kinds: [semver], action: delete}]}`,
  );

/** What became of each tag that breaks the rule. */
async function outcomesOf(ecr: ECRClient, rules: Naming, plan?: NamingPlan) {
  const enforced = await enforce(ecr, rules, plan ?? (await planForRegistry(ecr, rules)));
  return enforced.map((it) => [it.kind === 'tag' && it.tag, it.outcome]);
}

describe('delete', () => {
  test('takes the wrong tag from an image that has a right one, and the image with its last tag', async () => {
    const { ecr } = await startTestAws();
    await createRepositories(ecr, 'a/b');
    const kept = await push(ecr, 'a/b', ['1.0.0', 'latest']);
    await push(ecr, 'a/b', ['one', 'two'], manifest('gone'));
    const plan = await planForRegistry(ecr, deleting());
    expect(plan.deletes).toEqual({ planned: 3, most: 2 });
    const goes = plan.violations.map((it) => it.kind === 'tag' && [it.tag, it.imageGoes]);
    expect(goes.toSorted()).toEqual([
      ['latest', undefined],
      ['one', true],
      ['two', true],
    ]);
    await enforce(ecr, deleting(), { ...plan, deletes: { planned: 3, most: 3 } });
    expect(await tagsOf(ecr, 'a/b')).toEqual({ [kept]: ['1.0.0'] });
  });

  test('stops at the bound, and goes on in the next run', async () => {
    const { ecr } = await startTestAws();
    await createRepositories(ecr, 'a/b');
    for (const tag of ['a', 'b', 'c', 'd', 'e']) await push(ecr, 'a/b', [tag]);
    const rules = deleting('maxDeletes: 2,');
    const counts = [];
    for (const _ of [1, 2, 3, 4]) {
      const outcomes = (await outcomesOf(ecr, rules)).map(([, outcome]) => outcome);
      counts.push([outcomes.filter((it) => it === 'deleted').length, outcomes.length]);
    }
    expect(counts).toEqual([
      [2, 5],
      [2, 3],
      [1, 1],
      [0, 0],
    ]);
  });

  test('deletes nothing where the percentage of the images comes to less than one', async () => {
    const { ecr } = await startTestAws();
    await createRepositories(ecr, 'a/b');
    await push(ecr, 'a/b', ['wrong']);
    expect(await outcomesOf(ecr, deleting('maxDeletes: 9,'))).toEqual([['wrong', 'deleted']]);
    await push(ecr, 'a/b', ['wrong']);
    const rules = namingOf('{tags: [{rule: v, kinds: [semver], action: delete}]}');
    expect(await outcomesOf(ecr, rules)).toEqual([['wrong', 'held']]);
  });

  test.each([
    [
      'moved to another image',
      ['gone'],
      (ecr: ECRClient) => push(ecr, 'a/b', ['wrong'], manifest('x')),
    ],
    ['is the last one by now', ['changed'], (ecr: ECRClient) => untag(ecr, '1.0.0')],
    ['is gone', ['gone'], (ecr: ECRClient) => untag(ecr, 'wrong')],
  ])('touches nothing when the tag %s', async (_, outcomes, happen) => {
    const { ecr } = await startTestAws();
    await createRepositories(ecr, 'a/b');
    await push(ecr, 'a/b', ['1.0.0', 'wrong'], manifest('first'));
    const plan = await planForRegistry(ecr, deleting());
    await happen(ecr);
    const before = await tagsOf(ecr, 'a/b');
    const after = await outcomesOf(ecr, deleting(), plan);
    expect(after.map(([, outcome]) => outcome)).toEqual(outcomes);
    expect(await tagsOf(ecr, 'a/b')).toEqual(before);
  });

  test('leaves a part of a multi-arch image, and says so', async () => {
    const { ecr } = await startTestAws();
    await createRepositories(ecr, 'a/b');
    const child = manifest('child');
    const digest = await push(ecr, 'a/b', ['amd64'], child);
    const index = JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [{ mediaType: JSON.parse(child).mediaType, digest, size: child.length }],
    });
    await push(ecr, 'a/b', ['1.0.0'], index);
    const { violations, deletes } = await planForRegistry(ecr, deleting());
    const enforced = await enforce(ecr, deleting(), {
      violations,
      deletes: { planned: 1, most: 1 },
    });
    expect(enforced).toMatchObject([{ tag: 'amd64', imageGoes: true, outcome: 'referenced' }]);
    expect(deletes).toEqual({ planned: 1, most: 2 });
    expect(() => throwIfFailed(enforced)).not.toThrow();
    expect(await tagsOf(ecr, 'a/b')).toMatchObject({ [digest]: ['amd64'] });
  });

  test('does nothing for the scope of one image', async () => {
    const { ecr } = await startTestAws();
    await createRepositories(ecr, 'a/b');
    const imageDigest = await push(ecr, 'a/b', ['wrong']);
    const scope = { repositoryName: 'a/b', imageId: { imageDigest } };
    const plan = await planForImage(ecr, deleting(), scope, []);
    expect(await outcomesOf(ecr, deleting(), plan)).toEqual([['wrong', 'left']]);
  });
});

async function untag(ecr: ECRClient, imageTag: string): Promise<void> {
  const input = { repositoryName: 'a/b', imageIds: [{ imageTag }] };
  await ecr.send(new BatchDeleteImageCommand(input));
}

describe('what a check costs', () => {
  test('one call for a right image, none in a declared cache', async () => {
    const { aws, ecr } = await startTestAws();
    await createRepositories(ecr, 'a/b');
    const imageDigest = await push(ecr, 'a/b', ['1.0.0']);
    const calls = recordCalls(aws);
    await planForImage(ecr, naming, { repositoryName: 'a/b', imageId: { imageDigest } }, []);
    expect(calls).toEqual(['ecr:DescribeImages']);
    await planForImage(ecr, naming, { repositoryName: 'a/b', imageId: { imageDigest } }, ['a']);
    expect(calls).toHaveLength(1);
  });

  test('a page per repository, and none for a cached one', async () => {
    const { aws, ecr } = await startTestAws();
    await createRepositories(ecr, 'a/b', 'a/c', 'quay/x');
    const rule = { ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io' };
    await ecr.send(new CreatePullThroughCacheRuleCommand(rule));
    const calls = recordCalls(aws);
    expect((await planForRegistry(ecr, naming)).checked).toEqual({
      repositories: 2,
      images: 0,
      tags: 0,
    });
    expect(calls.toSorted()).toEqual([
      'ecr:DescribeImages',
      'ecr:DescribeImages',
      'ecr:DescribePullThroughCacheRules',
      'ecr:DescribeRepositories',
    ]);
  });
});

test('the tags of signatures and SBOMs are nobody’s business', async () => {
  const { ecr } = await startTestAws();
  await createRepositories(ecr, 'a/b');
  const subject = await push(ecr, 'a/b', ['1.0.0']);
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const signature = manifest('sig', { subject: { mediaType, digest: subject, size: 1 } });
  await push(ecr, 'a/b', ['sha256-abc.sig'], signature);
  expect(await planForRegistry(ecr, naming)).toEqual({
    checked: { repositories: 1, images: 1, tags: 1, signatures: 1 },
    violations: [],
    deletes: { planned: 0, most: 0 },
  });
});

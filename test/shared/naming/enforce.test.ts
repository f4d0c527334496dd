import {
  BatchDeleteImageCommand,
  CreatePullThroughCacheRuleCommand,
  DescribeImagesCommand,
  ECRClient,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import type { LimitsConfig } from '../../../shared/config/schema/schema.ts';
import type { TagViolation } from '../../../shared/naming/check.ts';
import { enforce, throwIfFailed } from '../../../shared/naming/enforce.ts';
import { type NamingPlan, planForImage, planForRegistry } from '../../../shared/naming/plan.ts';
import { compileNaming, type Naming } from '../../../shared/naming/rules.ts';
import { digestOf } from '../../local/images.ts';
import { startTestAws, type TestAws } from '../../local/start.ts';
import { openGate, unused } from '../../support/acting.ts';
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

/** Does what the rules want, as a person whom no limit stops. */
async function enforced(started: TestAws, rules: Naming, plan?: NamingPlan, limits?: LimitsConfig) {
  const { ecr } = started;
  const gate = await openGate(started, limits ? { limits } : {});
  const planned = plan ?? (await planForRegistry(ecr, rules));
  return enforce({ ecr, naming: rules, gate, guard: unused }, planned);
}

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
    const started = await startTestAws();
    const { ecr } = started;
    await createRepositories(ecr, 'a/b');
    const digest = await push(ecr, 'a/b', ['latest']);
    const [found] = await enforced(started, naming);
    expect(found?.outcome).toBe('quarantined');
    expect(await tagsOf(ecr, 'a/b')).toEqual({ [digest]: [quarantined(digest)] });
  });

  test('leaves the right tags of an image alone, and a second run finds nothing', async () => {
    const started = await startTestAws();
    const { ecr } = started;
    await createRepositories(ecr, 'a/b');
    const digest = await push(ecr, 'a/b', ['1.0.0', 'latest', 'test']);
    await enforced(started, naming);
    expect(await tagsOf(ecr, 'a/b')).toEqual({ [digest]: ['1.0.0', quarantined(digest)] });
    expect((await planForRegistry(ecr, naming)).violations).toEqual([]);
  });

  test('touches nothing when the tag has moved meanwhile', async () => {
    const started = await startTestAws();
    const { ecr } = started;
    await createRepositories(ecr, 'a/b');
    await push(ecr, 'a/b', ['latest'], manifest('first'));
    const plan = await planForRegistry(ecr, naming);
    const second = await push(ecr, 'a/b', ['latest'], manifest('second'));
    expect(await enforced(started, naming, plan)).toMatchObject([{ outcome: 'gone' }]);
    expect(await tagsOf(ecr, 'a/b')).toMatchObject({ [second]: ['latest'] });
  });

  test.each([
    ['the tag is gone', 'a/b'],
    ['the repository is gone', 'a/gone'],
  ])('is done when %s', async (_, repository) => {
    const started = await startTestAws();
    const { ecr } = started;
    await createRepositories(ecr, 'a/b');
    const digest = await push(ecr, 'a/b', ['1.0.0']);
    const pushedAt = new Date().toISOString();
    const tag = { kind: 'tag', tag: 'latest', digest, action: 'quarantine', pushedAt };
    const violation = { ...tag, repository };
    const violations = [violation as TagViolation];
    const checked = { repositories: 1, images: 1, tags: 1 };
    const [found] = await enforced(started, naming, { checked, violations });
    expect(found?.outcome).toBe('gone');
  });

  test('goes on where an earlier attempt broke off, after each of its calls', async () => {
    for (const operation of ['ecr:BatchGetImage', 'ecr:PutImage', 'ecr:BatchDeleteImage']) {
      const started = await startTestAws();
      const { aws, ecr } = started;
      await createRepositories(ecr, 'a/b');
      const digest = await push(ecr, 'a/b', ['latest']);
      const plan = await planForRegistry(ecr, naming);
      aws.faults.set([{ operations: [operation], drop: 'after', times: 1 }]);
      expect(await enforced(started, naming, plan)).toMatchObject([{ outcome: 'failed' }]);
      aws.faults.clear();
      await enforced(started, naming);
      expect(await tagsOf(ecr, 'a/b')).toEqual({ [digest]: [quarantined(digest)] });
    }
  });

  test('leaves a tag that moves in the very moment to the image that was pushed', async () => {
    const started = await startTestAws();
    const { ecr, config } = started;
    const other = new ECRClient(config);
    await createRepositories(ecr, 'a/b');
    const first = await push(ecr, 'a/b', ['latest'], manifest('first'));
    const plan = await planForRegistry(ecr, naming);
    beforeCall(ecr, 'BatchDeleteImageCommand', () => push(other, 'a/b', ['latest'], manifest('x')));
    expect(await enforced(started, naming, plan)).toMatchObject([{ outcome: 'gone' }]);
    expect(await tagsOf(ecr, 'a/b')).toEqual({
      [first]: [quarantined(first)],
      [digestOf(manifest('x'))]: ['latest'],
    });
  });
});

const deleting = () => namingOf('{tags: [{rule: versions, kinds: [semver], action: delete}]}');

const limitsOf = (yml: string) => parseRegistryConfig(yml).limits;

/** What became of each tag that breaks the rule. */
async function outcomesOf(
  started: TestAws,
  rules: Naming,
  plan?: NamingPlan,
  limits?: LimitsConfig,
) {
  const found = await enforced(started, rules, plan, limits);
  return found.map((it) => [it.kind === 'tag' && it.tag, it.outcome]);
}

describe('delete', () => {
  test('takes the wrong tag from an image that has a right one, and the image with its last tag', async () => {
    const started = await startTestAws();
    const { ecr } = started;
    await createRepositories(ecr, 'a/b');
    const kept = await push(ecr, 'a/b', ['1.0.0', 'latest']);
    await push(ecr, 'a/b', ['one', 'two'], manifest('gone'));
    const plan = await planForRegistry(ecr, deleting());
    expect(plan.of).toBe(4);
    const goes = plan.violations.map((it) => it.kind === 'tag' && [it.tag, it.imageGoes]);
    expect(goes.toSorted()).toEqual([
      ['latest', undefined],
      ['one', true],
      ['two', true],
    ]);
    await enforced(started, deleting(), plan);
    expect(await tagsOf(ecr, 'a/b')).toEqual({ [kept]: ['1.0.0'] });
  });

  test('stops at the bound, and goes on in the next run', async () => {
    const started = await startTestAws();
    const { ecr } = started;
    await createRepositories(ecr, 'a/b');
    for (const tag of ['a', 'b', 'c', 'd', 'e']) await push(ecr, 'a/b', [tag]);
    for (let at = 0; at < 5; at += 1) await push(ecr, 'a/b', [`1.0.${at}`]);
    const rules = deleting();
    const limits = limitsOf(
      'limits: {delete: {perRun: {count: 2, percent: 100}, perDay: {count: 10, percent: 100}}}',
    );
    const counts = [];
    for (const _ of [1, 2, 3, 4]) {
      const outcomes = (await outcomesOf(started, rules, undefined, limits)).map(
        ([, outcome]) => outcome,
      );
      counts.push([outcomes.filter((it) => it === 'deleted').length, outcomes.length]);
    }
    expect(counts).toEqual([
      [2, 5],
      [2, 3],
      [1, 1],
      [0, 0],
    ]);
  });

  test('deletes one where the percentage of the images comes to less, and none with 0', async () => {
    const started = await startTestAws();
    const { ecr } = started;
    await createRepositories(ecr, 'a/b');
    for (const tag of ['a', 'b', 'c']) await push(ecr, 'a/b', [tag]);
    const percent = (of: number) => limitsOf(`limits: {delete: {perRun: {percent: ${of}}}}`);
    const outcomes = await outcomesOf(started, deleting(), undefined, percent(5));
    expect(outcomes.map(([, outcome]) => outcome)).toEqual(['deleted', 'held', 'held']);
    const none = await outcomesOf(started, deleting(), undefined, percent(0));
    expect(none.map(([, outcome]) => outcome)).toEqual(['held', 'held']);
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
    const started = await startTestAws();
    const { ecr } = started;
    await createRepositories(ecr, 'a/b');
    await push(ecr, 'a/b', ['1.0.0', 'wrong'], manifest('first'));
    const plan = await planForRegistry(ecr, deleting());
    await happen(ecr);
    const before = await tagsOf(ecr, 'a/b');
    const after = await outcomesOf(started, deleting(), plan);
    expect(after.map(([, outcome]) => outcome)).toEqual(outcomes);
    expect(await tagsOf(ecr, 'a/b')).toEqual(before);
  });

  test('leaves a part of a multi-arch image, and says so', async () => {
    const started = await startTestAws();
    const { ecr } = started;
    await createRepositories(ecr, 'a/b');
    const child = manifest('child');
    const digest = await push(ecr, 'a/b', ['amd64'], child);
    const index = JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [{ mediaType: JSON.parse(child).mediaType, digest, size: child.length }],
    });
    await push(ecr, 'a/b', ['1.0.0'], index);
    const found = await enforced(started, deleting());
    expect(found).toMatchObject([{ tag: 'amd64', imageGoes: true, outcome: 'referenced' }]);
    expect(() => throwIfFailed(found)).not.toThrow();
    expect(await tagsOf(ecr, 'a/b')).toMatchObject({ [digest]: ['amd64'] });
  });

  test('does nothing for the scope of one image', async () => {
    const started = await startTestAws();
    const { ecr } = started;
    await createRepositories(ecr, 'a/b');
    const imageDigest = await push(ecr, 'a/b', ['wrong']);
    const scope = { repositoryName: 'a/b', imageId: { imageDigest } };
    const plan = await planForImage(ecr, deleting(), scope, []);
    expect(await outcomesOf(started, deleting(), plan)).toEqual([['wrong', 'left']]);
  });
});

async function untag(ecr: ECRClient, imageTag: string): Promise<void> {
  const input = { repositoryName: 'a/b', imageIds: [{ imageTag }] };
  await ecr.send(new BatchDeleteImageCommand(input));
}

describe('what a check costs', () => {
  test('one call for a right image, none in a declared cache', async () => {
    const started = await startTestAws();
    const { aws, ecr } = started;
    await createRepositories(ecr, 'a/b');
    const imageDigest = await push(ecr, 'a/b', ['1.0.0']);
    const calls = recordCalls(aws);
    await planForImage(ecr, naming, { repositoryName: 'a/b', imageId: { imageDigest } }, []);
    expect(calls).toEqual(['ecr:DescribeImages']);
    await planForImage(ecr, naming, { repositoryName: 'a/b', imageId: { imageDigest } }, ['a']);
    expect(calls).toHaveLength(1);
  });

  test('a page per repository, and none for a cached one', async () => {
    const started = await startTestAws();
    const { aws, ecr } = started;
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
  const started = await startTestAws();
  const { ecr } = started;
  await createRepositories(ecr, 'a/b');
  const subject = await push(ecr, 'a/b', ['1.0.0']);
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const signature = manifest('sig', { subject: { mediaType, digest: subject, size: 1 } });
  await push(ecr, 'a/b', ['sha256-abc.sig'], signature);
  expect(await planForRegistry(ecr, naming)).toEqual({
    checked: { repositories: 1, images: 1, tags: 1, signatures: 1 },
    violations: [],
    of: 1,
  });
});

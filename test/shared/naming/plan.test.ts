import { CreatePullThroughCacheRuleCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { planForImage, planForRegistry } from '../../../shared/naming/plan.ts';
import { compileNaming } from '../../../shared/naming/rules.ts';
import { manifest, put, repositoryName } from '../../local/images.ts';
import { startTestAws, startWithRepository } from '../../local/start.ts';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories, push } from '../../support/images.ts';

const { naming: declared } = parseRegistryConfig(`
naming: {tags: [{rule: versions, kinds: [semver], maxTagsPerRepository: 3}]}
`);
const naming = compileNaming(declared);

describe('a registry', () => {
  test('is counted: signatures apart, and not at all where there are none', async () => {
    const { ecr } = await startWithRepository();
    const digest = await put(ecr, manifest('a'), '1.0.0');
    const plan = () => planForRegistry(ecr, naming);
    expect((await plan()).checked).toEqual({ repositories: 1, images: 1, tags: 1 });
    await put(ecr, manifest('signature'), `${digest.replace(':', '-')}.sig`);
    await put(ecr, manifest('b'), 'main');
    const { checked, violations, of } = await plan();
    expect(checked).toMatchObject({ repositories: 1, tags: 2, signatures: 1 });
    expect(violations).toMatchObject([{ kind: 'tag', tag: 'main' }]);
    expect(of).toBe(2);
  });

  test('is looked at without its caches, those of the registry and of the file', async () => {
    const { ecr } = await startTestAws();
    await createRepositories(ecr, 'quay/a', 'hub/a', 'team/a');
    for (const name of ['quay/a', 'hub/a', 'team/a']) await push(ecr, name, ['main']);
    const upstreamRegistryUrl = 'quay.io';
    const rule = { ecrRepositoryPrefix: 'quay', upstreamRegistryUrl };
    await ecr.send(new CreatePullThroughCacheRuleCommand(rule));
    const looked: string[] = [];
    const onRepository = (name: string) => looked.push(name);
    const plan = await planForRegistry(ecr, naming, { cachePrefixes: ['hub'], onRepository });
    expect(looked).toEqual(['team/a']);
    expect(plan.violations).toMatchObject([{ repository: 'team/a' }]);
    const named = await planForRegistry(ecr, naming, { names: ['quay/a'] });
    expect(named.checked.repositories).toBe(0);
  });

  test('may have a repository of too many tags', async () => {
    const { ecr } = await startTestAws();
    await createRepositories(ecr, 'a/few', 'a/many');
    await push(ecr, 'a/few', ['1.0.0', '1.0.1', '1.0.2']);
    await push(ecr, 'a/many', ['1.0.0', '1.0.1', '1.0.2', '1.0.3']);
    const { violations } = await planForRegistry(ecr, naming);
    expect(violations).toMatchObject([{ kind: 'repository', repository: 'a/many' }]);
  });
});

describe('an image', () => {
  const scope = (imageTag: string) => ({ repositoryName, imageId: { imageTag } });

  test('costs one call when all is right, and may not have anything deleted', async () => {
    const { aws, ecr } = await startWithRepository();
    await put(ecr, manifest('a'), '1.0.0');
    const calls = recordCalls(aws);
    const plan = await planForImage(ecr, naming, scope('1.0.0'), []);
    expect(plan).toEqual({ checked: { repositories: 1, images: 1, tags: 1 }, violations: [] });
    expect(calls).toEqual(['ecr:DescribeImages']);
  });

  test('of a cache is nothing of ours: one of the file costs no call', async () => {
    const { aws, ecr } = await startWithRepository();
    await put(ecr, manifest('a'), 'main');
    const nothing = { checked: { repositories: 0, images: 0, tags: 0 }, violations: [] };
    const calls = recordCalls(aws);
    expect(await planForImage(ecr, naming, scope('main'), ['team-a'])).toEqual(nothing);
    expect(calls).toEqual([]);
    expect((await planForImage(ecr, naming, scope('main'), [])).violations).toHaveLength(1);
    const rule = { ecrRepositoryPrefix: 'team-a', upstreamRegistryUrl: 'quay.io' };
    await ecr.send(new CreatePullThroughCacheRuleCommand(rule));
    expect(await planForImage(ecr, naming, scope('main'), [])).toEqual(nothing);
  });

  test('that is gone is nothing', async () => {
    const { ecr } = await startWithRepository();
    const { checked } = await planForImage(ecr, naming, scope('main'), []);
    expect(checked.images).toBe(0);
  });

  test('has the time of its event where that is later, and none that is to come', async () => {
    const { ecr } = await startWithRepository();
    await put(ecr, manifest('a'), 'main');
    const pushed = async (pushedAt?: Date) => {
      const of = { ...scope('main'), ...(pushedAt && { pushedAt }) };
      const [violation] = (await planForImage(ecr, naming, of, [])).violations;
      return violation?.kind === 'tag' ? Date.parse(violation.pushedAt ?? '') : Number.NaN;
    };
    const own = await pushed();
    expect(await pushed(new Date(own - 60_000))).toBe(own);
    const far = await pushed(new Date(Date.now() + 3_600_000));
    expect(far).toBeGreaterThanOrEqual(own);
    expect(far).toBeLessThanOrEqual(Date.now());
  });
});

import { describe, expect, test } from 'vitest';
import { createRepositories, push } from '../support/images.ts';
import { startTestStack } from '../support/stack.ts';

/** Each capability is on. */
const registryYml = `
naming:
  grace: 0s
  tags: [{ rule: versions, kinds: [semver], action: quarantine }]
movedTags: [{ repositories: ['**'] }]
baseline: [{ repositories: ['**'], action: enforce, mutability: IMMUTABLE }]
scanning: { rules: [{ rule: gate, fail: { critical: 0 } }] }
pullThroughCache: { rules: [{ prefix: quay.io, upstream: quay }] }
`;

const start = () => startTestStack(registryYml, {}, {}, () => false, true, ['without=walk']);

describe('a stack without the walk', () => {
  test('runs all of its schedules, and none of them needs what is not there', async () => {
    const { stack, ecr, deadLetters } = await start();
    await createRepositories(ecr, 'team-a/web');
    const schedules = stack.functions.flatMap((it) =>
      it.schedules.filter(({ enabled }) => enabled),
    );
    const names = schedules.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(1);
    for (const name of names) expect(await stack.fire(name), name).toHaveProperty('ok', true);
    await stack.idle();
    expect(deadLetters()).toEqual([]);
  });

  test('still acts on what is pushed', async () => {
    const { stack, ecr, alerts } = await start();
    await createRepositories(ecr, 'team-a/web');
    await push(ecr, 'team-a/web', ['nightly']);
    await stack.idle();
    expect(alerts().join()).toContain('team-a/web:nightly');
  });
});

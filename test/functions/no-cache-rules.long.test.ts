import { expect, test } from 'vitest';
import { images } from '../../shared/registry/read.ts';
import { createRepositories, manifest, push } from '../support/images.ts';
import { startTestStack } from '../support/stack.ts';

const registryYml =
  'naming: { tags: [{ rule: versions only, kinds: [semver], action: quarantine }] }\n';

/** Also the mark of who owns the registry is a template. */
const operations = ['Describe', 'Create', 'Update'].flatMap((verb) =>
  ['PullThroughCacheRule', 'RepositoryCreationTemplate'].map(
    (what) => `ecr:${verb}${what}${verb === 'Describe' ? 's' : ''}`,
  ),
);

test('where a region has no cache rules and templates, what is allowed is done, and `cache` ends well', async () => {
  const { aws, ecr, stack, deadLetters } = await startTestStack(registryYml);
  aws.faults.set([{ operations, error: 'UnknownOperationException', status: 400 }]);
  await createRepositories(ecr, 'team/web');
  await push(ecr, 'team/web', ['latest'], manifest('a'));
  await stack.idle();
  const [found] = await Array.fromAsync(images(ecr, 'team/web', { tagStatus: 'TAGGED' }));
  expect(found?.imageTags).toEqual([expect.stringMatching(/^quarantine-/)]);
  // The others have nothing to do, and no right to.
  const enabled = stack.functions.flatMap(({ schedules }) => schedules.filter((it) => it.enabled));
  expect(enabled.map(({ name }) => name)).toContain('cache');
  for (const { name } of enabled) await stack.fire(name);
  await stack.idle();
  expect(deadLetters()).toEqual([]);
});

test('and what is not allowed there is only observed', async () => {
  const { aws, ecr, stack, alerts } = await startTestStack(registryYml, {}, {}, () => false, false);
  aws.faults.set([{ operations, error: 'UnknownOperationException', status: 400 }]);
  await createRepositories(ecr, 'team/web');
  await push(ecr, 'team/web', ['latest'], manifest('a'));
  await stack.idle();
  const [found] = await Array.fromAsync(images(ecr, 'team/web', { tagStatus: 'TAGGED' }));
  expect(found?.imageTags).toEqual(['latest']);
  expect(alerts().join()).toContain('npx ecr-steward allow naming enforces it');
});

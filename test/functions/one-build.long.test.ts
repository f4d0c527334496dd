import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { activateOn } from '../support/activated.ts';
import { bundled } from '../support/bundles.ts';
import { createRepositories, manifest, push } from '../support/images.ts';
import { startTestStack } from '../support/stack.ts';
import { tagsOf } from './push/push.ts';

const table = 'ecr-steward-local-ledger';

/** Three accounts, and what each does with the tag `latest`. */
const accounts = [
  ['111111111111', 'naming: { tags: [{ rule: versions, kinds: [semver], action: quarantine }] }'],
  ['222222222222', 'naming: { tags: [{ rule: versions, kinds: [semver] }] }'],
  ['333333333333', '{}'],
] as const;

test('one build serves three accounts with three configurations, and a change of one', async () => {
  const build = await hashes();
  const ends = [];
  for (const [accountId, registryYml] of accounts) {
    const started = await startTestStack(registryYml, { accountId });
    await createRepositories(started.ecr, 'team/web');
    const digest = await push(started.ecr, 'team/web', ['latest']);
    await started.stack.idle();
    const tags = await tagsOf(started.ecr, 'team/web', digest);
    ends.push({ accountId, tags, alerts: started.alerts().length });
  }
  expect(ends).toEqual([
    { accountId: '111111111111', tags: [expect.stringMatching(/^quarantine-/)], alerts: 1 },
    { accountId: '222222222222', tags: ['latest'], alerts: 1 },
    { accountId: '333333333333', tags: ['latest'], alerts: 0 },
  ]);
  expect(await hashes()).toEqual(build);
});

test('a function that runs does within a minute what another registry.yml says', async () => {
  const [[accountId, quarantines], [, observes]] = accounts;
  const { aws, ecr, stack } = await startTestStack(quarantines, { accountId });
  await createRepositories(ecr, 'team/web');
  await stack.idle();
  const pushed = async (name: string) => {
    const digest = await push(ecr, 'team/web', [name], manifest(name));
    await stack.idle();
    return tagsOf(ecr, 'team/web', digest);
  };
  expect(await pushed('first')).toEqual([expect.stringMatching(/^quarantine-/)]);
  await activateOn(aws, table, observes);
  const activated = Date.now();
  await vi.waitUntil(() => Date.now() - activated > 61_000, { timeout: 70_000, interval: 500 });
  expect(await pushed('second')).toEqual(['second']);
});

async function hashes(): Promise<string[]> {
  const { bundles } = await bundled();
  return [...bundles.values()].map(({ file }) =>
    createHash('sha256').update(readFileSync(file)).digest('hex'),
  );
}

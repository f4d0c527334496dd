import { expect, test } from 'vitest';
import type { Entry } from '../../../shared/actions/audit-log.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { countAffectedTags } from '../../../shared/steward/affected-tags.ts';
import { planUndo } from '../../../shared/steward/undo/undo.ts';
import { repositoryName } from '../../local/images.ts';
import { startTestAws, startWithRepository } from '../../local/start.ts';
import { createRepositories, push } from '../../support/images.ts';

test('of each rule that is enforced, how many tags it would take; nothing else counts', async () => {
  const { ecr } = await startTestAws();
  await createRepositories(ecr, 'a/x', 'a/y', 'b/x');
  await push(ecr, 'a/x', ['dev', 'main', 'next', '1.0.0']);
  await push(ecr, 'a/y', ['dev']);
  await push(ecr, 'b/x', ['dev']);
  const { naming } = parseRegistryConfig(`
naming:
  repositories: [{rule: names, deny: ['a/*']}]
  tags:
    - {rule: enforced, repositories: ['a/**'], kinds: [semver], action: quarantine, maxTagsPerImage: 1}
    - {rule: observed, kinds: [semver]}
`);
  expect([...(await countAffectedTags(ecr, naming, {}))]).toEqual([['enforced', 4]]);
});

const digest = `sha256:${'a'.repeat(64)}`;

const entry = (more: object): Entry => ({
  ...{ id: '1', at: new Date().toISOString(), by: 'a test', capability: 'baseline' },
  ...{ kind: 'setting', rule: '**', target: repositoryName, what: 'set', weight: 1, state: 'done' },
  ...{ repository: repositoryName, ...more },
});

test.each<[string, object, string]>([
  ['only how it is', { after: { settings: { resourceTags: { a: 'b' } } } }, 'nothing'],
  ['only how it was', { before: { settings: { resourceTags: { a: 'b' } } } }, 'nothing'],
  ['neither', {}, 'refused'],
  ['a tag and no repository', { repository: undefined, before: { tag: 'a', digest } }, 'refused'],
  ['a tag and no image', { before: { tag: 'a' } }, 'refused'],
  ['no settings', { before: { x: 1 }, after: 'x' }, 'refused'],
  ['no repository', { repository: undefined, after: { settings: {} } }, 'refused'],
  ['that nothing was done', { state: 'unneeded', final: 'never' }, 'nothing'],
  ['that it is final', { final: 'never', after: { settings: { scanOnPush: true } } }, 'refused'],
  [
    'that it is final, and failed',
    { state: 'failed', final: 'x', after: { settings: {} } },
    'nothing',
  ],
  ['a change that was none', { after: { change: { kind: 'rule', action: 'none' } } }, 'nothing'],
])('an entry with %s', async (_, more, state) => {
  const { ecr } = await startWithRepository();
  const undo = await planUndo(ecr, entry(more));
  expect(undo.state).toBe(state);
});

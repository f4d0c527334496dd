import { expect, test } from 'vitest';
import { settingsActions } from '../../../shared/actions/settings.ts';
import type { Settings } from '../../../shared/registry/settings/repository-settings.ts';

const rule = { capability: 'baseline', name: '**', text: '' } as const;
const mutable: Settings = { mutability: { imageTagMutability: 'MUTABLE' } };
const immutable: Settings = { mutability: { imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION' } };
const someImmutable: Settings = { mutability: { imageTagMutability: 'MUTABLE_WITH_EXCLUSION' } };
const denying: Settings = { repositoryPolicy: '{"Statement":{"Effect":"Deny"}}' };
const policy: Settings = { repositoryPolicy: '{"Statement":[]}' };

/** Each act as its kind and its settings. */
const acts = (before: Settings, after: Settings) =>
  settingsActions({ rule, repository: 'a/b', before, after }).map(({ action, settings }) =>
    [action.kind, ...Object.keys(settings)].join(' '),
  );

test.each<[string, Settings, Settings, string[]]>([
  ['nothing', {}, {}, []],
  ['a lifecycle policy', {}, { lifecyclePolicy: '{}' }, ['expire lifecyclePolicy']],
  ['tags that can move no more', mutable, immutable, ['immutable mutability']],
  ['tags that can move again', immutable, mutable, ['setting mutability']],
  ['some tags that can move no more', mutable, someImmutable, ['immutable mutability']],
  ['a policy that denies', {}, denying, ['cache repositoryPolicy']],
  ['a policy where there was none', {}, policy, ['setting repositoryPolicy']],
  ['a policy instead of another', { repositoryPolicy: '{}' }, policy, ['cache repositoryPolicy']],
  [
    'all of it, what harms nothing in one',
    { repositoryPolicy: '{}' },
    { ...immutable, ...policy, lifecyclePolicy: '{}', scanOnPush: true, resourceTags: {} },
    [
      ...['expire lifecyclePolicy', 'immutable mutability', 'cache repositoryPolicy'],
      'setting scanOnPush resourceTags',
    ],
  ],
])('%s', (_, before, after, expected) => {
  expect(acts(before, after)).toEqual(expected);
});

test('an action says how it was, what it takes of the limits, and of how many', () => {
  const before = { ...mutable, scanOnPush: false };
  const after = { ...immutable, lifecyclePolicy: '{}' };
  const change = { rule, repository: 'a/b', before, after };
  const [expire, becomes] = settingsActions({ ...change, expiring: 7, of: 3 });
  expect(expire?.action).toMatchObject({ weight: 7, before: { settings: {} } });
  expect(expire?.action).not.toHaveProperty('of');
  expect(becomes?.action).toMatchObject({
    of: 3,
    before: { settings: mutable },
    after: { settings: immutable },
  });
  const [unrehearsed, alone] = settingsActions(change);
  expect(unrehearsed?.action.weight).toBe(0);
  expect(alone?.action).not.toHaveProperty('of');
});

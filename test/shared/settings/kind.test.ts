import { expect, test } from 'vitest';
import type { Settings } from '../../../shared/registry/settings/repository-settings.ts';
import { repositoryKind } from '../../../shared/settings/kind.ts';

const change = { kind: 'repository', repository: 'a/b', reason: 'it differs' } as const;
const policy = '{"Statement":[{"Effect":"Allow"}]}';

test.each<[string, Settings, Settings, boolean]>([
  ['tags', {}, { resourceTags: { a: 'b' } }, false],
  ['tags that can move', {}, { mutability: { imageTagMutability: 'MUTABLE' } }, false],
  ['tags that cannot', {}, { mutability: { imageTagMutability: 'MUTABLE_WITH_EXCLUSION' } }, true],
  ['a first policy', {}, { repositoryPolicy: policy }, false],
  ['a policy that denies', {}, { repositoryPolicy: policy.replace('Allow', 'Deny') }, true],
  ['a policy that is no JSON', {}, { repositoryPolicy: 'x' }, true],
  ['another policy', { repositoryPolicy: '{}' }, { repositoryPolicy: policy }, true],
])('whether a new setting can break something: %s', (_, before, after, canBreak) => {
  const kind = repositoryKind();
  expect(kind.canBreak({ ...change, action: 'update', before, after })).toBe(canBreak);
  expect(kind.canBreak({ ...change, action: 'create', after })).toBe(false);
  expect(kind.canBreak({ ...change, action: 'delete', before })).toBe(true);
});

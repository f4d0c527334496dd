import { describe, expect, test } from 'vitest';
import { enforcedRules } from '../../../shared/baseline/enforced-rules.ts';
import { ruleFor, wantedBy } from '../../../shared/baseline/rules.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { lifecyclePolicyText } from '../../../shared/config/schema/repositories/lifecycle-policy.ts';
import { withShieldRule } from '../../../shared/config/schema/shield-rule.ts';
import type { Settings } from '../../../shared/registry/settings/repository-settings.ts';
import type { Scanning } from '../../../shared/settings/observe.ts';
import { deviationsOf } from '../../../shared/settings/plan.ts';
import { toRead } from '../../../shared/settings/wanted.ts';

const rulesOf = (yaml: string) => parseRegistryConfig(`baseline: ${yaml}`).baseline;

function deviations(keys: string, state: Settings, scanning?: Scanning) {
  const [rule] = rulesOf(`[{${keys}}]`);
  if (!rule) throw new Error('no rule');
  const wanted = wantedBy(rule);
  return deviationsOf({ repository: 'a', wanted, state, ...(scanning && { scanning }) });
}

/** Each as `setting action`, with `stays` where it is said why. */
const found = (...args: Parameters<typeof deviations>) =>
  deviations(...args).map(({ setting, action, stays }) =>
    [setting, action, ...(stays === undefined ? [] : ['stays'])].join(' '),
  );

const mutable: Settings = { mutability: { imageTagMutability: 'MUTABLE' } };
const foreign = '{"rules":[{"rulePriority":7}]}';
const ours = lifecyclePolicyText({ expireUntaggedDays: 3 });

const shielding = withShieldRule(ours);
const shielded = 'text' in shielding ? shielding.text : '';

test('a policy that is replaced keeps the rule of the shield', () => {
  const [deviation] = deviations('action: enforce, lifecycle: {expireUntaggedDays: 14}', {
    lifecyclePolicy: shielded,
  });
  expect(deviation).toMatchObject({ after: shielded.replaceAll(/\b3\b/g, '14') });
});

describe('a repository differs in', () => {
  test.each<[string, string, Settings, string[]]>([
    ['nothing that is not declared', 'scanOnPush: true', mutable, []],
    ['mutability', 'action: enforce, mutability: IMMUTABLE', mutable, ['mutability set']],
    ['mutability, which is reported', 'mutability: IMMUTABLE', mutable, ['mutability report']],
    ['nothing: as declared', 'mutability: MUTABLE', mutable, []],
    ['nothing: mutability not read', 'mutability: IMMUTABLE', {}, []],
    [
      'a lifecycle policy that is missing',
      'action: enforce, lifecycle: {expireUntaggedDays: 14}',
      {},
      ['lifecyclePolicy set'],
    ],
    [
      'one that lifecycle has made, of other numbers',
      'action: enforce, lifecycle: {expireUntaggedDays: 14}',
      { lifecyclePolicy: ours },
      ['lifecyclePolicy set'],
    ],
    [
      'nothing: the same policy',
      'lifecycle: {expireUntaggedDays: 3}',
      { lifecyclePolicy: ours },
      [],
    ],
    [
      'nothing: the same policy, with the rule of the shield',
      'lifecycle: {expireUntaggedDays: 3}',
      { lifecyclePolicy: shielded },
      [],
    ],
    [
      'one with the rule of the shield, of other numbers',
      'action: enforce, lifecycle: {expireUntaggedDays: 14}',
      { lifecyclePolicy: shielded },
      ['lifecyclePolicy set'],
    ],
    [
      'one of others, which stays',
      'action: enforce, lifecycle: {expireUntaggedDays: 14}',
      { lifecyclePolicy: foreign },
      ['lifecyclePolicy report stays'],
    ],
    [
      'one of others, which is replaced',
      'action: enforce, replaceLifecycle: true, lifecycle: {expireUntaggedDays: 14}',
      { lifecyclePolicy: foreign },
      ['lifecyclePolicy set'],
    ],
    [
      'tags that have a default',
      'action: enforce, tags: {defaults: {owner: x, cost: y}}',
      { resourceTags: { cost: 'z' } },
      ['resourceTags set'],
    ],
    [
      'nothing: tags of any value',
      'tags: {required: [owner], defaults: {cost: y}}',
      { resourceTags: { cost: '', owner: '' } },
      [],
    ],
    [
      'tags that nobody but people can give',
      'action: enforce, tags: {required: [owner]}',
      {},
      ['requiredTags report stays'],
    ],
    [
      'tags that are required and have a default: set, not missing',
      'action: enforce, tags: {required: [owner], defaults: {owner: x}}',
      {},
      ['resourceTags set'],
    ],
    [
      'the encryption, which stays',
      'action: enforce, encryption: {encryptionType: KMS}',
      { encryption: { encryptionType: 'AES256' } },
      ['encryption report stays'],
    ],
    [
      'nothing: a key of KMS, of which none is declared',
      'encryption: {encryptionType: KMS}',
      { encryption: { encryptionType: 'KMS', kmsKey: 'arn:aws:kms:x' } },
      [],
    ],
    ['nothing: encryption not read', 'encryption: {encryptionType: KMS}', {}, []],
  ])('%s', (_, keys, state, expected) => {
    expect(found(keys, state)).toEqual(expected);
  });

  test('the tags that are missing alone are set, and a policy keeps what was there before', () => {
    const defaults = 'action: enforce, tags: {defaults: {owner: x, cost: y}}';
    expect(deviations(defaults, { resourceTags: { cost: 'z' } })).toMatchObject([
      { before: { cost: 'z' }, after: { owner: 'x' } },
    ]);
    const lifecycle = 'action: enforce, lifecycle: {expireUntaggedDays: 14}';
    expect(deviations(lifecycle, { lifecyclePolicy: ours })).toMatchObject([{ before: ours }]);
    expect(deviations(lifecycle, {})[0]).not.toHaveProperty('before');
  });
});

test('a rule without tags wants none read', () => {
  const [plain, tagged] = rulesOf('[{scanOnPush: true}, {tags: {required: [owner]}}]');
  if (!plain || !tagged) throw new Error('no rule');
  expect(toRead(wantedBy(plain))).toEqual({ scanOnPush: true });
  expect(toRead(wantedBy(tagged))).toEqual({ resourceTags: { owner: '' } });
});

describe('scans', () => {
  const never = { frequency: 'MANUAL', type: 'BASIC' };
  const wanted = 'action: enforce, scanOnPush: true';

  test.each<[string, string, Settings, Scanning | undefined, string[]]>([
    ['of nobody', wanted, {}, never, ['scanOnPush set']],
    ['of nobody, which is reported', 'scanOnPush: true', {}, never, ['scanOnPush report']],
    ['that are not declared', 'mutability: IMMUTABLE', {}, never, []],
    ['by the setting of the repository', wanted, { scanOnPush: true }, never, []],
    ['by the registry', wanted, {}, { frequency: 'SCAN_ON_PUSH', type: 'BASIC' }, []],
    ['that could not be read', wanted, {}, undefined, []],
    [
      'that enhanced scanning does not make: the setting would change nothing',
      wanted,
      {},
      { frequency: 'MANUAL', type: 'ENHANCED' },
      ['scanOnPush report stays'],
    ],
  ])('%s', (_, keys, state, scanning, expected) => {
    const all = deviations(keys, state, scanning);
    for (const it of all) expect(it).toMatchObject({ before: false, after: true });
    expect(found(keys, state, scanning)).toEqual(expected);
  });
});

test('the first rule with a glob for a repository decides', () => {
  const rules = rulesOf(`
  - {repositories: [team-a/x, 'team-b/**'], mutability: IMMUTABLE}
  - {repositories: ['team-a/**'], mutability: MUTABLE}`);
  const names = ['team-a/x', 'team-b/y/z', 'team-a/y', 'team-c/x'];
  expect(names.map((name) => ruleFor(rules, name)?.mutability)).toEqual([
    'IMMUTABLE',
    'IMMUTABLE',
    'MUTABLE',
    undefined,
  ]);
});

test('only rules that enforce act; what they only report does not have to be allowed anew', () => {
  const textOf = (keys: string) => enforcedRules(rulesOf(`[{action: enforce, ${keys}}]`))[0]?.text;
  const rules = rulesOf(
    '[{repositories: [a], action: report}, {repositories: [b, c], action: enforce, scanOnPush: true}]',
  );
  expect(enforcedRules(rules)).toMatchObject([{ capability: 'baseline', name: 'b, c' }]);
  const before = textOf('mutability: IMMUTABLE');
  const tagged = textOf('mutability: IMMUTABLE, tags: {defaults: {owner: x}}');
  expect(textOf('mutability: IMMUTABLE, tags: {required: [cost], defaults: {owner: x}}')).toBe(
    tagged,
  );
  expect(textOf('mutability: IMMUTABLE, encryption: {encryptionType: KMS}')).toBe(before);
  expect(textOf('mutability: MUTABLE')).not.toBe(before);
  expect(tagged).not.toBe(before);
});

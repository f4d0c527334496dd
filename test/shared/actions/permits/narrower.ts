import fc from 'fast-check';
import type { EnforcedRule } from '../../../../shared/actions/action.ts';
import { enforcedRules as baselineRules } from '../../../../shared/baseline/enforced-rules.ts';
import { enforcedRules as cacheRules } from '../../../../shared/cache/enforced-rules.ts';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import { checkImage } from '../../../../shared/naming/check.ts';
import { enforcedRules as namingRules } from '../../../../shared/naming/enforced-rule.ts';
import { compileNaming } from '../../../../shared/naming/rules.ts';
import { enforcedRules as retentionRules } from '../../../../shared/retention/enforced-rules.ts';
import { enforcedRules as scanningRules } from '../../../../shared/scanning/enforced-rule.ts';
import { imageWith } from '../../naming/naming.ts';

const base = {
  ...{ kinds: ['semver'], patterns: [], allow: ['latest'], deny: ['x'] },
  ...{ action: 'delete', repositories: ['a/**', 'b'] },
};

const naming = (rule: object, others: object = {}) =>
  namingRules(
    parseRegistryConfig(JSON.stringify({ naming: { tags: [{ rule: 'r', ...rule }], ...others } }))
      .naming,
  );
const scanning = (rule: object, others: object = {}) => {
  const rules = [{ rule: 'r', fail: { high: 3 }, action: 'quarantine', ...rule }];
  return scanningRules(
    parseRegistryConfig(JSON.stringify({ scanning: { rules, ...others } })).scanning,
  );
};
const baseline = (rule: object) =>
  baselineRules(
    parseRegistryConfig(
      JSON.stringify({ baseline: [{ action: 'enforce', scanOnPush: true, ...rule }] }),
    ).baseline,
  );
const cache = (rule: object) => {
  const rules = [{ prefix: 'quay.io', upstream: 'quay', ...rule }];
  const text = JSON.stringify({ pullThroughCache: { rules } });
  return cacheRules(parseRegistryConfig(text).pullThroughCache);
};

const keep = { newest: [{ tags: ['v*'], count: 3 }], pushedWithin: '30d', tags: ['keep-*'] };
const retention = (more: object, words: object = {}) => {
  const rule = { action: 'archive', keep: { ...keep, ...words }, ...more };
  return retentionRules(parseRegistryConfig(JSON.stringify({ retention: [rule] })).retention);
};

const lostBy = { region: 'eu-central-1' };
const counted = { maxTagsPerImage: 3, maxTagsPerRepository: 30 };
const lifecycle = { keepLast: 3 };
const until = '2030-01-01';
const ignore = (more: object = {}) => ({ id: 'CVE-1', until, reason: 'x', ...more });

type Pair = [what: string, was: EnforcedRule[], now: EnforcedRule[]];

export const narrower: Pair[] = [
  ['deletes no more', naming(base), naming({ ...base, action: 'quarantine' })],
  [
    'a shorter time',
    naming({ ...base, action: 'quarantine' }),
    naming({ ...base, action: 'quarantine', quarantineWithin: '1h' }),
  ],
  ['a name more that is right', naming(base), naming({ ...base, allow: ['latest', 'v*'] })],
  ['a kind more that is right', naming(base), naming({ ...base, kinds: ['semver', 'calver'] })],
  ['a name less that is denied', naming(base), naming({ ...base, deny: [] })],
  ['a glob less', naming(base), naming({ ...base, repositories: ['b'] })],
  ['another number of tags that is only reported', naming(base), naming({ ...base, ...counted })],
  ['no such number any more', naming({ ...base, ...counted }), naming(base)],
  ['a longer grace', naming(base, { grace: '1m' }), naming(base, { grace: '1h' })],
  ['another name or message', naming(base), naming({ ...base, rule: 's', message: 'm' })],
  ['a higher threshold', scanning({}), scanning({ fail: { high: 4 } })],
  ['a threshold less', scanning({ fail: { high: 3, low: 3 } }), scanning({})],
  ['only fixable ones', scanning({}), scanning({ onlyFixable: true })],
  ['one that is ignored', scanning({}), scanning({}, { ignore: [ignore()] })],
  [
    'one that is ignored longer',
    scanning({}, { ignore: [ignore()] }),
    scanning({}, { ignore: [ignore({ until: '2031-01-01' })] }),
  ],
  [
    'more images that stay',
    baseline({ lifecycle: { keepLast: 3 } }),
    baseline({ lifecycle: { keepLast: 4 } }),
  ],
  [
    'more days',
    baseline({ lifecycle: { expireUntaggedDays: 3 } }),
    baseline({ lifecycle: { expireUntaggedDays: 4 } }),
  ],
  [
    'no lifecycle any more',
    baseline({ lifecycle: { keepLast: 3 }, scanOnPush: true }),
    baseline({ scanOnPush: true }),
  ],
  ['a policy that stays', baseline({ lifecycle, replaceLifecycle: true }), baseline({ lifecycle })],
  [
    'an encryption, which is only told',
    baseline({}),
    baseline({ encryption: { encryptionType: 'KMS' } }),
  ],
  ['a cache rule that harms nothing', cache({}), cache({ repositories: { scanOnPush: true } })],
  [
    'more that stay in the cache',
    cache({ repositories: { lifecycle: { keepLast: 3 } } }),
    cache({ repositories: { lifecycle: { keepLast: 9 } } }),
  ],
  ['a rule that is not replaced', cache({ allowReplace: true }), cache({})],
  ['archives instead', retention({ action: 'delete' }), retention({})],
  ['keeps more', retention({}), retention({}, { newest: [{ tags: ['v*'], count: 4 }] })],
  ['keeps longer', retention({}), retention({}, { pushedWithin: '31d' })],
  ['keeps by one more word', retention({}), retention({}, { pulledWithin: '1d' })],
  ['keeps one more tag', retention({}), retention({}, { tags: ['keep-*', 'x'] })],
  ['only what the source has lost', retention({}), retention({ lostBy })],
  ['waits longer', retention({}), retention({ waitDays: 8 })],
  ['deletes from the archive no more', retention({ deleteArchivedAfterDays: 90 }), retention({})],
  ['leaves what has no tag', retention({ untaggedAfter: '9d' }), retention({})],
];

export const wider: Pair[] = [
  ['deletes instead', retention({}), retention({ action: 'delete' })],
  ['keeps fewer', retention({}), retention({}, { newest: [{ tags: ['v*'], count: 2 }] })],
  ['keeps others', retention({}), retention({}, { newest: [{ tags: ['w*'], count: 3 }] })],
  ['keeps for less long', retention({}), retention({}, { pushedWithin: '29d' })],
  ['keeps by one word less', retention({}), retention({}, { pushedWithin: undefined })],
  ['keeps one tag less', retention({}), retention({}, { tags: [] })],
  ['whatever the source has', retention({ lostBy }), retention({})],
  ['another source', retention({ lostBy }), retention({ lostBy: { region: 'eu-west-3' } })],
  ['waits less', retention({}), retention({ waitDays: 6 })],
  ['deletes from the archive', retention({}), retention({ deleteArchivedAfterDays: 90 })],
  ['takes what has no tag', retention({}), retention({ untaggedAfter: '9d' })],
  ['deletes', naming({ ...base, action: 'quarantine' }), naming(base)],
  [
    'a longer time',
    naming({ ...base, action: 'quarantine' }),
    naming({ ...base, action: 'quarantine', quarantineWithin: '48h' }),
  ],
  ['a name less that is right', naming(base), naming({ ...base, allow: [] })],
  [
    'the first name that is right',
    naming({ ...base, kinds: [], allow: [] }),
    naming({ ...base, kinds: [] }),
  ],
  ['a name more that is denied', naming(base), naming({ ...base, deny: ['x', 'y'] })],
  ['a glob more', naming(base), naming({ ...base, repositories: ['a/**', 'b', 'c'] })],
  ['a reserved name more', naming(base), naming(base, { reserved: ['z'] })],
  ['a shorter grace', naming(base, { grace: '1h' }), naming(base)],
  [
    'another requirement',
    naming(base),
    naming({ ...base, requires: [{ tags: ['latest'], sibling: { kinds: ['semver'] } }] }),
  ],
  ['a lower threshold', scanning({}), scanning({ fail: { high: 2 } })],
  ['a threshold more', scanning({}), scanning({ fail: { high: 3, low: 3 } })],
  ['one that is ignored no more', scanning({}, { ignore: [ignore()] }), scanning({})],
  [
    'one that is ignored elsewhere',
    scanning({}, { ignore: [ignore()] }),
    scanning({}, { ignore: [ignore({ repositories: ['a'] })] }),
  ],
  [
    'fewer images that stay',
    baseline({ lifecycle: { keepLast: 3 } }),
    baseline({ lifecycle: { keepLast: 2 } }),
  ],
  ['a lifecycle', baseline({}), baseline({ lifecycle: { keepLast: 2 } })],
  ['a mutability', baseline({}), baseline({ mutability: 'IMMUTABLE' })],
  [
    'tags that none may move but',
    baseline({ mutability: 'IMMUTABLE', mutabilityExclusions: ['latest'] }),
    baseline({ mutability: 'IMMUTABLE' }),
  ],
  [
    'a policy that is replaced',
    baseline({ lifecycle }),
    baseline({ lifecycle, replaceLifecycle: true }),
  ],
  ['a tag', baseline({}), baseline({ tags: { defaults: { a: 'b' } } })],
  ['a lifecycle in the cache', cache({}), cache({ repositories: { lifecycle: { keepLast: 3 } } })],
  [
    'the same of another prefix',
    cache({ allowReplace: true }),
    cache({ allowReplace: true, prefix: 'quay' }),
  ],
  [
    'a policy in the cache',
    cache({}),
    cache({
      repositories: {
        policy: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' }] },
      },
    }),
  ],
  ['a rule that is replaced', cache({}), cache({ allowReplace: true })],
];

export const textOf = ([rule]: EnforcedRule[]) => rule?.text ?? '';

/** Often none: what a rule says first is another thing than what it says more. */
const some = (names: string[]) => fc.oneof(fc.constant<string[]>([]), fc.subarray(names));
const globs = some(['latest', 'v*', '1.*', '**', 'a']);
const fields = {
  repositories: fc.subarray(['a/**', 'a/b', 'c', '**'], { minLength: 1 }),
  kinds: some(['semver', 'calver', 'git-sha', 'version-line']),
  patterns: some(['[a-z]+', 'v?[0-9.]+']),
  ...{ allow: globs, deny: globs },
  requires: fc.constantFrom([], [{ tags: ['latest'], sibling: { kinds: ['semver'] } }]),
  maxTagsPerImage: fc.constantFrom(1, 5),
  action: fc.constantFrom('report', 'quarantine', 'delete'),
  quarantineWithin: fc.constantFrom('1h', '24h', '1000h'),
};
const first = fc.subarray(['a/b', 'c'], { minLength: 1 });
export const declared = fc.record({ reserved: globs, first, second: fc.record(fields) });
type Declared = typeof declared extends fc.Arbitrary<infer Value> ? Value : never;

/** The same with some of it as in another: one that often is narrower. */
export const pair = fc
  .tuple(declared, declared, fc.subarray([...Object.keys(fields), 'reserved', 'first']))
  .map(([was, other, keys]): [Declared, Declared] => {
    const picked = Object.fromEntries(
      Object.entries(other.second).filter(([key]) => keys.includes(key)),
    );
    const now = {
      reserved: keys.includes('reserved') ? other.reserved : was.reserved,
      first: keys.includes('first') ? other.first : was.first,
      second: { ...was.second, ...picked },
    };
    return [was, now];
  });

export function compiled({ reserved, first: repositories, second }: Declared) {
  const tags = [
    { rule: 'first', repositories, kinds: ['semver'] },
    { rule: 'second', ...second },
  ];
  const config = parseRegistryConfig(JSON.stringify({ naming: { reserved, tags } })).naming;
  return { rules: compileNaming(config), text: textOf(namingRules(config)) };
}

/** What the second rule does to the tags of an image. */
export function acts(
  { rules }: ReturnType<typeof compiled>,
  repository: string,
  tags: readonly string[],
) {
  const enforcedRule = rules.tagRule(repository)?.enforcedRule;
  if (enforcedRule?.name !== 'second') return new Map<string, string>();
  const found = checkImage(rules, repository, imageWith(tags));
  return new Map(found.flatMap((it) => (it.kind === 'tag' ? [[it.tag, it.action] as const] : [])));
}

export const names = ['latest', 'v1', '1.4.2', '2026.11', 'a1b2c3d', 'main', 'A', 'a', '1.4'];
export const severity = ['quarantine', 'delete'];

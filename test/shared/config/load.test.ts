import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RegistryConfigError } from '../../../shared/config/errors.ts';
import { loadRegistryConfig, parseRegistryConfig } from '../../../shared/config/load.ts';

function problemsOf(text: string): string[] {
  try {
    parseRegistryConfig(text);
    return [];
  } catch (error) {
    if (!(error instanceof RegistryConfigError)) throw error;
    return error.problems.map(({ line, path, message }) => `${line} ${path}: ${message}`);
  }
}

const cacheRule = (keys: string) => `pullThroughCache:\n  rules:\n    - {${keys}}`;
const warmRule = (keys: string) =>
  `pullThroughCache:
  rules:
    - prefix: docker.io
      upstream: docker-hub
      credential: ecr-pullthroughcache/hub
      warm: [{${keys}}]`;
const tagRule = (keys: string) => `naming:\n  tags:\n    - {${keys}}`;

test('the sample registry.yml is right', () => {
  const { naming, pullThroughCache } = loadRegistryConfig('registry.yml');
  expect(naming.tags.map(({ rule }) => rule)).toContain('versions only');
  expect(pullThroughCache).toMatchObject({
    prune: false,
    rules: [{ prefix: 'docker.io' }, {}, {}],
  });
});

test('an empty file declares nothing', () => {
  const { limits, ...declared } = parseRegistryConfig('# nothing yet\n');
  expect(limits.quarantine).toEqual({
    perRun: { count: 10, percent: 5 },
    perDay: { count: 30, percent: 10 },
  });
  expect(declared).toEqual({
    shield: [],
    repositories: [],
    creationTemplates: [],
    unusedRepositories: [],
    use: { sources: ['ecs', 'lambda'], taskDefinitions: 5, functionVersions: 5, files: [] },
    naming: {
      grace: 0,
      reserved: [],
      repositories: [],
      tags: [],
    },
    pullThroughCache: { prune: false, validate: 'login', rules: [] },
    registry: { prune: false },
    inventory: {
      settings: true,
      manifests: false,
      perRepositoryMetrics: [],
      prices: { standard: 0.1, archive: 0.1 },
      quotas: { repositories: 100_000, imagesPerRepository: 100_000 },
      alert: { quotaPercent: 80 },
    },
    alerts: { format: 'text', ownerTag: 'owner', routes: [], copies: [] },
    targets: [],
    movedTags: [],
    baseline: [],
    retention: [],
    scanning: {
      rules: [],
      ignore: [],
      sweep: { newest: 10, pulledWithinDays: 7, maxImages: 2000 },
    },
  });
});

test.each([
  [
    'an unknown key',
    'nameing: {}',
    '1 nameing: is not a key here. Valid keys: naming, movedTags, baseline, scanning, retention, pullThroughCache, repositories, creationTemplates, registry, unusedRepositories, limits, shield, use, alerts, inventory, targets; did you mean naming?',
  ],
  [
    'more metrics than a few',
    `inventory:\n  perRepositoryMetrics: [${Array.from({ length: 21 }, (_, at) => `r${at}`)}]`,
    '2 inventory.perRepositoryMetrics: needs at most 20 repositories: each makes four series, and ' +
      'CloudWatch bills by the series',
  ],
  [
    'an account without quotes',
    'targets:\n  - { account: 111122223333, regions: [eu-west-1] }',
    '2 targets[0].account: is 111122223333 without quotes, which is a number to YAML: put it in ' +
      'quotes, "111122223333"',
  ],
  [
    'a role of another account',
    'targets:\n  - account: "111122223333"\n    role: arn:aws:iam::444455556666:role/x\n    regions: [eu-west-1]',
    '3 targets[0].role: is a role in account 444455556666: name one in account 111122223333',
  ],
  [
    'an external ID without a role to send it for',
    'targets:\n  - { account: "111122223333", externalId: ab, regions: [eu-west-1] }',
    '2 targets[0].externalId: is sent when a role is assumed, and this target has no role: add one, or remove this',
  ],
  [
    'an external ID without quotes',
    'targets:\n  - { account: "111122223333", role: arn:aws:iam::111122223333:role/x, externalId: 0123, regions: [eu-west-1] }',
    '2 targets[0].externalId: is 0123 without quotes, which is a number to YAML: put it in quotes, "0123"',
  ],
  [
    'a registry twice',
    'targets:\n  - { account: "111122223333", regions: [eu-west-1, eu-west-1] }',
    '2 targets[0].regions[1]: is already at targets.0.regions.0: remove one of them',
  ],
  [
    'an unknown key of a rule',
    cacheRule('prefix: quay.io, upstream: quay, upstreem: quay'),
    '3 pullThroughCache.rules[0].upstreem: is not a key here. Valid keys: prefix, upstream, upstreamRegistryUrl, ' +
      'credential, credentialMaxAgeDays, customRoleArn, upstreamRepositoryPrefix, allowReplace, ' +
      'repositories, pullers, warm; did you mean upstream?',
  ],
  [
    'a wrong type',
    'pullThroughCache:\n  prune: yes please',
    '2 pullThroughCache.prune: is "yes please", not true or false',
  ],
  [
    'a range that no version can be in',
    warmRule("image: a/b, tags: ['1.0', '>2 <1']"),
    '6 pullThroughCache.rules[0].warm[0].tags[1]: ">2 <1" is not a range that a version can be in: use one such as ~1.28, ^2, 1.x or ">=1.2 <2"',
  ],
  [
    'a digest to warm',
    warmRule("image: a/b, tags: ['sha256:abc']"),
    '6 pullThroughCache.rules[0].warm[0].tags[0]: "sha256:abc" is neither a tag nor a range such as ~1.28 (a digest cannot be warmed: name its tag)',
  ],
  [
    'an image to warm that is not below library/',
    warmRule('image: nginx, tags: [latest]'),
    '6 pullThroughCache.rules[0].warm[0].image: "nginx" is not a path on Docker Hub: for an official image use library/nginx',
  ],
  [
    'a platform without an architecture',
    warmRule('image: a/b, tags: [latest], platforms: [linux]'),
    '6 pullThroughCache.rules[0].warm[0].platforms[0]: "linux" is not valid: os/architecture, ' +
      'such as linux/arm64',
  ],
  ['a list for a map', '- naming', '1 : is a list, not a map of keys'],
  [
    'an empty value',
    cacheRule('prefix: , upstream: quay'),
    '3 pullThroughCache.rules[0].prefix: is empty, not a text',
  ],
  [
    'a missing key',
    cacheRule('upstream: quay'),
    '3 pullThroughCache.rules[0].prefix: is missing: a text',
  ],
  [
    'a prefix outside its pattern',
    cacheRule('prefix: Docker.io, upstream: quay'),
    '3 pullThroughCache.rules[0].prefix: "Docker.io" is not valid: ' +
      'lower-case letters, digits and separators such as docker.io, or ROOT',
  ],
  [
    'a prefix that is too long',
    cacheRule('prefix: a-very-long-prefix-that-ends-nowhere, upstream: quay'),
    '3 pullThroughCache.rules[0].prefix: needs 2 to 30 characters',
  ],
  [
    'an unknown upstream',
    cacheRule('prefix: docker.io, upstream: dockerhub'),
    '3 pullThroughCache.rules[0].upstream: "dockerhub" is not valid: one of ecr-public, k8s, quay, ' +
      'docker-hub, github-container-registry, gitlab-container-registry, chainguard, ' +
      'azure-container-registry, ecr (ECR takes no others); did you mean docker-hub?',
  ],
  [
    'a missing credential',
    cacheRule('prefix: docker.io, upstream: docker-hub'),
    '3 pullThroughCache.rules[0].credential: docker-hub needs a credential: the name of a secret, ' +
      'such as ecr-pullthroughcache/docker-hub',
  ],
  [
    'a credential that the upstream does not take',
    cacheRule('prefix: k8s, upstream: k8s, credential: ecr-pullthroughcache/k8s'),
    '3 pullThroughCache.rules[0].credential: k8s takes no credential: remove it',
  ],
  [
    'the ARN of a secret',
    cacheRule('prefix: gh, upstream: quay, credential: "arn:aws:secretsmanager:x"'),
    '3 pullThroughCache.rules[0].credential: "arn:aws:secretsmanager:x" is not valid: ' +
      'the name of a secret that starts with ecr-pullthroughcache/',
  ],
  [
    'two rules with one prefix',
    `${cacheRule('prefix: quay.io, upstream: quay')}\n    - {prefix: quay.io/, upstream: quay}`,
    '4 pullThroughCache.rules[1].prefix: "quay.io/" is already at pullThroughCache.rules[0]: remove one of them',
  ],
  [
    'the age of a credential that the rule has not',
    cacheRule('prefix: quay.io, upstream: quay, credentialMaxAgeDays: 90'),
    '3 pullThroughCache.rules[0].credentialMaxAgeDays: is the age of a credential, and the rule has no credential: remove it, or name one',
  ],
  [
    'a validation that there is not',
    'pullThroughCache:\n  validate: deeply',
    '2 pullThroughCache.validate: "deeply" is not valid: one of login, deep; did you mean deep?',
  ],
  [
    'an upstream without its URL',
    cacheRule(
      'prefix: acr, upstream: azure-container-registry, credential: ecr-pullthroughcache/a',
    ),
    '3 pullThroughCache.rules[0].upstreamRegistryUrl: azure-container-registry needs its host, ' +
      'such as myteam.azurecr.io',
  ],
  [
    'a pattern that RE2 cannot compile',
    tagRule("rule: a, patterns: ['1(?=2)']"),
    '3 naming.tags[0].patterns[0]: RE2 cannot compile it: ' +
      'invalid or unsupported Perl syntax: `(?=`',
  ],
  [
    'an unknown kind of tag',
    tagRule('rule: a, kinds: [semantic]'),
    '3 naming.tags[0].kinds[0]: "semantic" is not valid: one of semver, calver, git-sha, version-line',
  ],
  [
    'a tag rule that says nothing',
    tagRule('rule: a'),
    '3 naming.tags[0]: needs kinds, patterns, allow, deny, requires, maxTagsPerImage or ' +
      'maxTagsPerRepository: without any, every tag is valid',
  ],
  [
    'a repository rule that says nothing',
    'naming:\n  repositories:\n    - {rule: a, patterns: []}',
    '3 naming.repositories[0]: needs patterns, allow or deny: without any, every name is valid',
  ],
  [
    'a requirement of no tag',
    tagRule('rule: a, requires: [{sibling: {kinds: [semver]}}]'),
    '3 naming.tags[0].requires[0]: needs tags, kinds or patterns: the tags that need a sibling',
  ],
  [
    'a requirement of no sibling',
    tagRule('rule: a, requires: [{tags: [latest], sibling: {}}]'),
    '3 naming.tags[0].requires[0].sibling: needs tags, kinds or patterns: the tags that count as a sibling',
  ],
  [
    'a requirement without its sibling',
    tagRule('rule: a, requires: [{tags: [latest]}]'),
    '3 naming.tags[0].requires[0].sibling: is missing: a map of keys',
  ],
  [
    'a list of names that is none',
    tagRule('rule: a, allow: latest'),
    '3 naming.tags[0].allow: is "latest", not a list',
  ],
  [
    'an empty name',
    tagRule("rule: a, deny: ['']"),
    '3 naming.tags[0].deny[0]: needs a name, or a glob such as pr-*',
  ],
  [
    'a maximum that is none',
    tagRule('rule: a, maxTagsPerImage: 0'),
    '3 naming.tags[0].maxTagsPerImage: needs 1 or more',
  ],
  [
    'an unknown action',
    tagRule('rule: a, kinds: [semver], action: remove'),
    '3 naming.tags[0].action: "remove" is not valid: report, quarantine or delete',
  ],
  [
    'an empty message',
    tagRule("rule: a, kinds: [semver], message: ''"),
    '3 naming.tags[0].message: needs 1 to 500 characters',
  ],
  [
    'a grace without its unit',
    "naming: {grace: '10'}",
    '1 naming.grace: "10" is not valid: a time such as 10m, 90s or 2h, at most 24h',
  ],
  [
    'a grace that is too long',
    'naming: {grace: 25h}',
    '1 naming.grace: a time such as 10m, 90s or 2h, at most 24h',
  ],
  [
    'a grace that is a number, which no quotes make right',
    'naming: {grace: 10}',
    '1 naming.grace: 10 is not valid: a time such as 10m, 90s or 2h, at most 24h',
  ],
  [
    'a bound that is too high',
    'naming: {maxDeletes: 5000}',
    '1 naming.maxDeletes: needs 0 to 1000',
  ],
  [
    'a percentage that is none',
    'naming: {maxDeletePercent: 101}',
    '1 naming.maxDeletePercent: needs 0 to 100',
  ],
  [
    'an action for tags on a repository rule',
    'naming:\n  repositories:\n    - {rule: a, patterns: [a], action: quarantine}',
    '3 naming.repositories[0].action: "quarantine" is not valid: ' +
      'report (a repository cannot be renamed, so not quarantined)',
  ],
  [
    'no YAML',
    'naming: [',
    '1 : the indentation differs from that of the lines it belongs to, or a ] or } is missing before it',
  ],
  ['a key twice', 'naming: {}\nnaming: {}', '2 : the key naming is here twice: keep one of them'],
  [
    'an alias of nothing',
    'naming: *x',
    '1 : *x refers to an anchor &x, and there is none above: put the value in quotes',
  ],
])('tells %s with its line and path', (_, text, problem) => {
  expect(problemsOf(text)).toEqual([problem]);
});

const role = 'arn:aws:iam::123456789012:role/templates';
const key = 'arn:aws:kms:eu-west-1:123456789012:key/1';

test.each([
  [
    'tags without a role',
    'tags: {team: platform}',
    'tags: needs customRoleArn beside it: without a role of yours ECR creates no repository with ' +
      'it, and every first pull fails. Name a role that trusts ecr.amazonaws.com',
  ],
  [
    'KMS without a role',
    'encryption: {encryptionType: KMS}',
    'encryption: needs customRoleArn beside it: without a role of yours ECR creates no repository ' +
      'with it, and every first pull fails. Name a role that trusts ecr.amazonaws.com',
  ],
  [
    'a key without KMS',
    `encryption: {encryptionType: AES256, kmsKey: "${key}"}, customRoleArn: "${role}"`,
    'encryption.kmsKey: needs encryptionType KMS or KMS_DSSE: change that, or remove the key',
  ],
  [
    'two rules for the same images',
    'lifecycle: {keepLast: 5, archiveUnpulledDays: 30}',
    'lifecycle.keepLast: cannot be combined with archiveUnpulledDays: of two rules for the same ' +
      'images, ECR applies only the first. Remove one of them',
  ],
  [
    'a lifecycle policy replaced by nothing',
    'replaceLifecycle: true, mutability: MUTABLE',
    'replaceLifecycle: needs lifecycle or lifecyclePolicy beside it, which replaces what is there',
  ],
  [
    'a resource policy replaced by nothing',
    'replacePolicy: true, mutability: MUTABLE',
    'replacePolicy: needs policy beside it, which replaces what is there',
  ],
  [
    'a template brought in line with nothing',
    'takeOver: true',
    'takeOver: needs a setting beside it, with which the template is brought in line',
  ],
  [
    'an empty lifecycle',
    'lifecycle: {}',
    'lifecycle: is empty: add a setting such as expireUntaggedDays: 14, or remove it',
  ],
  [
    'archived images that go too soon',
    'lifecycle: {archiveUnpulledDays: 30, expireArchivedDays: 30}',
    'lifecycle.expireArchivedDays: needs at least 90 days: they are paid for anyway',
  ],
  [
    'exclusions of nothing',
    'mutabilityExclusions: [latest]',
    'mutabilityExclusions: needs mutability beside it: MUTABLE or IMMUTABLE, of which these tags are the exceptions',
  ],
  [
    'a reserved tag',
    `tags: {"aws:x": y}, customRoleArn: "${role}"`,
    'tags.aws:x: a tag key has 1 to 128 characters and does not start with aws:',
  ],
  [
    'a policy without statements',
    'policy: {Statement: []}',
    'policy.Statement: needs at least one statement',
  ],
])('tells %s of cached repositories', (_, keys, problem) => {
  const rule = cacheRule(`prefix: quay.io, upstream: quay, repositories: {${keys}}`);
  expect(problemsOf(rule)).toEqual([`3 pullThroughCache.rules[0].repositories.${problem}`]);
});

test('tells a puller that is neither an account nor a role', () => {
  const pullers = 'pullers: ["arn:aws:iam::123456789012:user/a"]';
  expect(problemsOf(cacheRule(`prefix: quay.io, upstream: quay, ${pullers}`))).toEqual([
    '3 pullThroughCache.rules[0].pullers[0]: "arn:aws:iam::123456789012:user/a" is not valid: ' +
      'an account (in quotes: "123456789012") or the ARN of an IAM role',
  ]);
});

test('tells all problems at once, in the order of the file', () => {
  const text = [
    'naming:',
    '  tags:',
    '    - {rule: a, kinds: [x], patterns: ["("]}',
    'pullThroughCache:',
    '  prune: 1',
    '  rules:',
    '    - {prefix: docker.io, upstream: docker-hub}',
    'other: 1',
  ].join('\n');
  expect(problemsOf(text).map((problem) => problem.split(':')[0])).toEqual([
    '3 naming.tags[0].kinds[0]',
    '3 naming.tags[0].patterns[0]',
    '5 pullThroughCache.prune',
    '7 pullThroughCache.rules[0].credential',
    '8 other',
  ]);
});

test('more rules than a registry can have are refused', () => {
  const rules = Array.from({ length: 51 }, (_, i) => `    - {prefix: quay-${i}, upstream: quay}`);
  expect(problemsOf(`pullThroughCache:\n  rules:\n${rules.join('\n')}`)).toEqual([
    '2 pullThroughCache.rules: needs at most 50 rules: the quota of a registry, not adjustable',
  ]);
});

describe('registry.schema.json', () => {
  test('is what `npm run schema` would write', async () => {
    const { registryJsonSchema } = await import('../../../shared/config/build/json-schema.ts');
    expect(readFileSync('registry.schema.json', 'utf8')).toBe(registryJsonSchema());
  });

  test('is named in the first line of the sample', () => {
    const [first] = readFileSync('registry.yml', 'utf8').split('\n');
    expect(first).toBe('# yaml-language-server: $schema=./registry.schema.json');
  });
});

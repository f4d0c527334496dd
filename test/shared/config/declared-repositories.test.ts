import { describe, expect, test } from 'vitest';
import { RegistryConfigError } from '../../../shared/config/errors.ts';
import { checkRegistryConfig } from '../../../shared/config/load.ts';

function problemsOf(text: string): string[] {
  try {
    checkRegistryConfig(text, 'registry.yml');
    return [];
  } catch (error) {
    if (!(error instanceof RegistryConfigError)) throw error;
    return error.problems.map(
      ({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`,
    );
  }
}

const notesOf = (text: string) =>
  checkRegistryConfig(text, 'registry.yml').notes.map(({ path, message }) => `${path}: ${message}`);

const tags = (count: number) => Array.from({ length: count }, (_, at) => `t${at}: x`).join(', ');

describe('repositories', () => {
  test.each([
    [
      'a name that ECR refuses',
      'names: [Team/Web]',
      '2:13 repositories[0].names[0]: "Team/Web": ECR creates no such repository: a name has 2 to 256 lower-case letters and digits, with ".", "_", "-" or "/" between them',
    ],
    [
      'a name that is too short',
      'names: [a]',
      '2:13 repositories[0].names[0]: "a": ECR creates no such repository: a name has 2 to 256 lower-case letters and digits, with ".", "_", "-" or "/" between them',
    ],
    [
      'an owner twice',
      'names: [ab], owner: x, tags: {owner: y}',
      '2:42 repositories[0].tags.owner: is what owner beside it says already: remove one of them',
    ],
    [
      'two lifecycle policies',
      'names: [ab], lifecycle: {keepLast: 1}, lifecyclePolicy: {rules: [{rulePriority: 1, selection: {tagStatus: any, countType: imageCountMoreThan, countNumber: 1}, action: {type: expire}}]}',
      '2:62 repositories[0].lifecyclePolicy: cannot stand beside lifecycle, which is the same policy: remove one of them',
    ],
    [
      'an exclusion twice',
      'names: [ab], mutability: MUTABLE, mutabilityExclusions: [v1, v2, v1]',
      '2:71 repositories[0].mutabilityExclusions[2]: "v1" is already at repositories[0].mutabilityExclusions[0]: remove one of them',
    ],
    [
      'a text where a list is needed, without a word on its length',
      'names: [ab], mutability: MUTABLE, mutabilityExclusions: latest',
      '2:38 repositories[0].mutabilityExclusions: is "latest", not a list',
    ],
    [
      'a policy as a text',
      `names: [ab], policy: '{"Statement": []}'`,
      '2:18 repositories[0].policy: is "{\\"Statement\\": []}", not a map of keys: write it without quotes and without |, as JSON is YAML, too',
    ],
    [
      'what is wrong with one statement without a list, where it stands',
      'names: [ab], policy: {Statement: {Effect: allow, Principal: "*", Action: "ecr:*"}}',
      '2:39 repositories[0].policy.Statement.Effect: "allow" is not valid: Allow or Deny; did you mean Allow?',
    ],
    [
      'a lifecycle policy replaced by nothing',
      'names: [ab], replaceLifecycle: true',
      '2:18 repositories[0].replaceLifecycle: needs lifecycle or lifecyclePolicy beside it, which replaces what is there',
    ],
    [
      'more tags than ECR takes beside an owner',
      `names: [ab], owner: x, tags: {${tags(50)}}`,
      '2:28 repositories[0].tags: at most 49 tags',
    ],
    [
      'a policy replaced by nothing',
      'names: [ab], replacePolicy: true',
      '2:33 repositories[0].replacePolicy: needs policy beside it, which replaces what is there',
    ],
  ])('tells %s', (_, keys, problem) => {
    const found = problemsOf(`repositories:\n  - {${keys}}`);
    expect(found.map((it) => it.replace(/^2:\d+/, '2'))).toEqual([problem.replace(/^2:\d+/, '2')]);
  });

  test('a raw lifecycle policy may be replaced', () => {
    const keys =
      'names: [ab], replaceLifecycle: true, lifecyclePolicy: {rules: [{rulePriority: 1, selection: {tagStatus: any, countType: imageCountMoreThan, countNumber: 1}, action: {type: expire}}]}';
    expect(problemsOf(`repositories: [{${keys}}]`)).toEqual([]);
  });

  test('notes what is without effect', () => {
    const text = `
baseline: [{repositories: ["team-a/**"], mutability: IMMUTABLE}]
pullThroughCache: {rules: [{prefix: quay, upstream: quay}]}
repositories:
  - {names: ["team-a/**"]}
  - {names: [team-a/web, team-b/web]}
  - {names: [quay/x]}
  - {names: [team-c/web, quay/y, quay]}
`;
    expect(notesOf(text)).toEqual([
      'baseline[0].repositories: match only repositories that repositories: declares, which follow no rule of baseline: this one never applies',
      'repositories[1].names[0]: "team-a/web" has the settings of repositories[0], which matches it first: move this entry above it',
      'repositories[2].names: match only repositories of a cache rule, which are exempt: the rule never applies',
      'repositories[3].names[1]: "quay/y" is a repository of the cache rule quay, which decides about it: it is created by a pull',
    ]);
  });
});

test('notes that with a cache rule for every repository nothing is created', () => {
  const text =
    'pullThroughCache: {rules: [{prefix: ROOT, upstream: quay}]}\nrepositories: [{names: [team-a/web]}]';
  expect(notesOf(text)).toEqual([
    'repositories: has no effect beside the cache rule ROOT, to which every repository without another rule belongs: remove one of them',
  ]);
});

describe('creationTemplates', () => {
  test.each([
    [
      'a prefix that a cache rule has a template for',
      'pullThroughCache: {rules: [{prefix: quay, upstream: quay, repositories: {mutability: MUTABLE}}]}\ncreationTemplates:\n  - {prefix: quay/, appliedFor: [REPLICATION]}',
      'creationTemplates[0].prefix: "quay/" has a template by pullThroughCache.rules[0].repositories already, and ECR takes one for a prefix: declare its settings in one place',
    ],
    [
      'tags without a role',
      'creationTemplates:\n  - {prefix: a, appliedFor: [REPLICATION], tags: {a: b}}',
      'creationTemplates[0].tags: needs customRoleArn beside it: without a role of yours ECR creates no repository with it, and whatever would create one fails. Name a role that trusts ecr.amazonaws.com',
    ],
    [
      'a purpose that there is not',
      'creationTemplates:\n  - {prefix: a, appliedFor: [PUSH]}',
      'creationTemplates[0].appliedFor[0]: "PUSH" is not valid: one of CREATE_ON_PUSH, REPLICATION, PULL_THROUGH_CACHE',
    ],
    [
      'a purpose twice',
      'creationTemplates:\n  - {prefix: a, appliedFor: [REPLICATION, REPLICATION]}',
      'creationTemplates[0].appliedFor[1]: "REPLICATION" is already at creationTemplates[0].appliedFor[0]: remove one of them',
    ],
    [
      'a prefix twice',
      'creationTemplates:\n  - {prefix: a, appliedFor: [REPLICATION]}\n  - {prefix: a/, appliedFor: [CREATE_ON_PUSH]}',
      'creationTemplates[1].prefix: "a/" is already at creationTemplates[0]: remove one of them',
    ],
  ])('tells %s', (_, text, problem) => {
    expect(problemsOf(text).map((it) => it.replace(/^\S+ /, ''))).toEqual([problem]);
  });
});

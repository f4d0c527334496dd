import { expect, test } from 'vitest';
import { parseReleasedName } from '../../../cli/program/released-name.ts';
import { digestOf } from '../../local/images.ts';

const digest = digestOf('a');
const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const there = {
  host: expect.objectContaining({ registryId: '123456789012', region: 'eu-west-1' }),
};
const [repository, tag] = ['team-a/web', '1.4.2'];

test.each([
  ['team-a/web:1.4.2', { repository, tag }],
  [`team-a/web@${digest}`, { repository, digest }],
  [`team-a/web:1.4.2@${digest}`, { repository, tag, digest }],
  [`${host}/team-a/web:1.4.2`, { ...there, repository, tag }],
  [`${host}/team-a/web@${digest}`, { ...there, repository, digest }],
  ['127.0.0.1:4566/team-a/web:1.4.2', { repository, tag }],
  // No host of ECR: a repository of a cache is called so.
  ['docker.io/library/redis:7', { repository: 'docker.io/library/redis', tag: '7' }],
])('%s', (text, expected) => {
  expect(parseReleasedName(text)).toEqual(expected);
});

test.each(['', 'team-a/web', `${host}/team-a/web`, 'team-a/web@sha256:12', 'a:b:c', `${host}/:x`])(
  'refuses "%s", which names no tag',
  (text) =>
    expect(() => parseReleasedName(text)).toThrow(
      'is not REPOSITORY:TAG or REPOSITORY@DIGEST: give one',
    ),
);

test('refuses a glob', () => {
  expect(() => parseReleasedName('team-a/*:x')).toThrow('is a glob');
});

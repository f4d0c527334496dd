import { expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { requarantines } from '../../../shared/steward/requarantine.ts';
import { digestOf } from '../../local/images.ts';

const config = parseRegistryConfig(`
naming:
  tags:
    - {rule: versions, repositories: [a/**], kinds: [semver], action: quarantine, quarantineWithin: 2h}
    - {rule: told, kinds: [semver]}
scanning:
  rules:
    - {rule: strict, repositories: [a/**], fail: {high: 0}, action: quarantine, quarantineWithin: 4h}
    - {rule: mild, fail: {high: 0}}
`);
const now = new Date('2026-11-21T12:00:00Z');

function again(repository: string, tag: string, pushed: string): string[] {
  const imagePushedAt = new Date(pushed);
  const image = { imageDigest: digestOf('a'), imageTags: [tag], imagePushedAt };
  return requarantines(config, repository, tag, image, now).map(
    ({ capability, rule, until }) => `${capability} ${rule} ${until.toISOString().slice(11, 16)}`,
  );
}

test.each([
  [
    'a wrong tag of a new image, which may fail',
    'a/b',
    'x',
    '11:00',
    ['naming versions 13:00', 'scanning strict 15:00'],
  ],
  ['a right tag', 'a/b', '1.4.2', '11:00', ['scanning strict 15:00']],
  ['a wrong tag of an older image', 'a/b', 'x', '09:00', ['scanning strict 13:00']],
  ['an image that is too old for both', 'a/b', 'x', '07:00', []],
  ['rules that only report', 'b', 'x', '11:00', []],
])('%s', (_, repository, tag, pushed, expected) => {
  expect(again(repository, tag, `2026-11-21T${pushed}:00Z`)).toEqual(expected);
});

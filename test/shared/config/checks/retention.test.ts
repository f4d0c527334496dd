import { expect, test } from 'vitest';
import { problemsOf } from '../problems.ts';

test.each([
  ['keep: {tags: [a]}', []],
  ['action: archive, keep: {pushedWithin: 30d}, deleteArchivedAfterDays: 90', []],
  ['action: delete, lostBy: {region: eu-central-1}', []],
  ['action: delete, lostBy: {region: eu-central-1}, keep: {tags: []}', []],
  [
    'action: delete, lostBy: {registryId: 123456789012}',
    [
      '1 retention[0].lostBy.region: is missing: a text',
      '1 retention[0].lostBy.registryId: is 123456789012 without quotes, which is a number to YAML: put it in quotes, "123456789012"',
    ],
  ],
  [
    'action: delete',
    [
      '1 retention[0].keep: needs one of newest, pushedWithin, pulledWithin, tags, patterns: without any, only images in use would stay',
    ],
  ],
  [
    'action: delete, keep: {tags: [], newest: []}',
    [
      '1 retention[0].keep: needs one of newest, pushedWithin, pulledWithin, tags, patterns: without any, only images in use would stay',
    ],
  ],
  [
    'action: delete, keep: {tags: [a]}, deleteArchivedAfterDays: 90',
    ['1 retention[0].deleteArchivedAfterDays: needs action: archive: set that, or remove this'],
  ],
  [
    'action: archive, keep: {tags: [a]}, deleteArchivedAfterDays: 89',
    ['1 retention[0].deleteArchivedAfterDays: needs 90 or more'],
  ],
  [
    'keep: {pushedWithin: 0d}',
    [
      '1 retention[0].keep.pushedWithin: "0d" is not valid: a time such as 30d or 12h, at most 3650d',
    ],
  ],
  ['keep: {tags: [a]}, waitDays: 0', ['1 retention[0].waitDays: needs 1 to 90']],
])('a rule of retention with %s', (rule, problems) => {
  expect(problemsOf(`retention: [{${rule}}]`)).toEqual(problems);
});

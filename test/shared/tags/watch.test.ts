import { CreatePullThroughCacheRuleCommand } from '@aws-sdk/client-ecr';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readTag } from '../../../shared/tags/table.ts';
import { notePusher, watchTag } from '../../../shared/tags/watch.ts';
import { digestOf } from '../../local/images.ts';
import { manifest } from '../../support/images.ts';
import { scope, startWatch } from './watching.ts';

test('a tag that moves is told, with what it named, until somebody knows', async () => {
  const { watch, told, answers, pushAgain } = await startWatch();
  await pushAgain();
  expect(await watchTag(watch, scope)).toBe('first');
  expect(await watchTag(watch, scope)).toBe('none');
  expect(told).toEqual([]);
  answers.told = false;
  await pushAgain();
  expect(await watchTag(watch, scope)).toBe('moved');
  expect(await watchTag(watch, scope)).toBe('none');
  expect(told.map(({ cause }) => cause.id)).toEqual([told[0]?.cause.id, told[0]?.cause.id]);
  answers.told = true;
  await watchTag(watch, scope);
  await watchTag(watch, scope);
  expect(told).toHaveLength(3);
  expect(told[0]).toMatchObject({
    kind: 'tags.moved',
    severity: 'warning',
    todo: [expect.any(String), expect.any(String), 'ask team'],
  });
});

test('what could not be noted as told is noted a quarter of an hour later', async () => {
  const { watch, told, answers, pushAgain } = await startWatch();
  await pushAgain();
  await watchTag(watch, scope);
  answers.told = false;
  await pushAgain();
  await watchTag(watch, scope);
  const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 15 * 60_000 + 5_000);
  onTestFinished(() => clock.mockRestore());
  await watchTag(watch, scope);
  await watchTag(watch, scope);
  expect(told).toHaveLength(2);
});

test('a move that nobody knows of goes on from where it began', async () => {
  const { watch, told, answers, pushAgain } = await startWatch();
  await pushAgain();
  await watchTag(watch, scope);
  answers.told = false;
  for (const _ of [1, 2]) {
    await pushAgain();
    await watchTag(watch, scope);
  }
  answers.told = true;
  await watchTag(watch, scope);
  await pushAgain();
  await watchTag(watch, scope);
  const digests = [1, 2, 3, 4].map((number) => digestOf(manifest(`image ${number}`)));
  expect(
    told.map(({ what }) => what.slice(0, 2).map((line) => line.match(/sha256:\w+/)?.[0])),
  ).toEqual([
    [digests[0], digests[1]],
    [digests[0], digests[2]],
    [digests[0], digests[2]],
    [digests[2], digests[3]],
  ]);
});

test.each([
  ['a tag that may move', 'team/a', 'latest', 'moved'],
  ['a tag of a pattern that may move', 'team/a', '17', 'moved'],
  ['a repository without a rule', 'other/a', '1.0.0', 'unwatched'],
  ['a repository that a cache rule of registry.yml fills', 'mirror/a', '1.0.0', 'unwatched'],
  ['a quarantine tag', 'team/a', 'quarantine-0123456789ab', 'unwatched'],
])('nothing is told of %s', async (_, repository, tag, step) => {
  const { watch, told, pushAgain } = await startWatch();
  await pushAgain(repository, tag);
  await watchTag(watch, { repository, tag });
  await pushAgain(repository, tag);
  expect(await watchTag(watch, { repository, tag })).toBe(step);
  expect(told).toEqual([]);
});

test('a rule that names repositories of a cache does not watch them', async () => {
  const { watch, pushAgain } = await startWatch();
  await pushAgain();
  expect(await watchTag({ ...watch, cachePrefixes: ['team'] }, scope)).toBe('unwatched');
  expect(await readTag(watch.tags, scope)).toBeUndefined();
});

test('of a tag it is known what it names, and since when', async () => {
  const { watch, pushAgain } = await startWatch();
  await pushAgain();
  await watchTag(watch, scope);
  expect(await readTag(watch.tags, scope)).toMatchObject({
    digest: digestOf(manifest('image 1')),
    pushedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });
});

test('nothing is told of a cache that the registry alone knows of', async () => {
  const { ecr, watch, told, pushAgain } = await startWatch();
  const rule = { ecrRepositoryPrefix: 'team', upstreamRegistryUrl: 'quay.io' };
  await pushAgain();
  await watchTag(watch, scope);
  await ecr.send(new CreatePullThroughCacheRuleCommand(rule));
  await pushAgain();
  expect(await watchTag(watch, scope)).toBe('unwatched');
  expect(told).toEqual([]);
});

test('a tag that is gone is no move', async () => {
  const { watch } = await startWatch();
  expect(await watchTag(watch, scope)).toBe('gone');
});

test('who pushed is in the alert when it is known, and told after it when not', async () => {
  const { watch, told, pushAgain } = await startWatch();
  const pusher = (number: number, minute: number) => ({
    digest: digestOf(manifest(`image ${number}`)),
    who: `arn:aws:iam::123456789012:user/u${number}`,
    at: `2026-11-27T10:0${minute}:00Z`,
  });
  await pushAgain();
  expect(await notePusher(watch, scope, pusher(1, 0))).toBe('none');
  expect(await watchTag(watch, scope)).toBe('first');
  await pushAgain();
  expect(await notePusher(watch, scope, pusher(2, 1))).toBe('none');
  expect(await watchTag(watch, scope)).toBe('moved');
  expect(told.at(-1)?.what[2]).toContain('user/u2');
  await pushAgain();
  expect(await watchTag(watch, scope)).toBe('moved');
  expect(told.at(-1)?.what[2]).not.toContain('user/');
  expect(await notePusher(watch, scope, pusher(3, 2))).toBe('moved');
  expect(told.at(-1)).toMatchObject({ severity: 'info', what: [expect.stringMatching(/u3/)] });
  // One that comes late says nothing of what the tag names now.
  expect(await notePusher(watch, scope, pusher(2, 1))).toBe('none');
  expect(await notePusher(watch, { ...scope, repository: 'other/a' }, pusher(3, 3))).toBe(
    'unwatched',
  );
  expect(told).toHaveLength(3);
});

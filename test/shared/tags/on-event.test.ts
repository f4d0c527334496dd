import { describe, expect, test } from 'vitest';
import type { Alert } from '../../../shared/alerts/alert.ts';
import { tagEvent } from '../../../shared/tags/events.ts';
import { movesTo, onTagEvent } from '../../../shared/tags/on-event.ts';
import { readTag } from '../../../shared/tags/table.ts';
import type { Watch } from '../../../shared/tags/watch.ts';
import { digestOf } from '../../local/images.ts';
import { recordCalls } from '../../support/calls.ts';
import { manifest } from '../../support/images.ts';
import { scope, startWatch } from './watching.ts';

const pushed = {
  'detail-type': 'ECR Image Action',
  detail: { 'repository-name': scope.repository, 'image-tag': scope.tag },
};
const imageDigest = digestOf(manifest('image 1'));
const byWhom = (userIdentity: object) => ({
  'detail-type': 'AWS API Call via CloudTrail',
  detail: {
    eventTime: '2026-11-27T10:00:00Z',
    requestParameters: { repositoryName: scope.repository, imageTag: scope.tag },
    responseElements: { image: { imageId: { imageDigest } } },
    userIdentity,
  },
});

const on = (watch: Watch, event: object) => onTagEvent(watch, tagEvent.parse(event));

test('a push has its tag looked at', async () => {
  const { watch, pushAgain } = await startWatch();
  await pushAgain();
  expect(await on(watch, pushed)).toEqual({ watched: 'first' });
});

test.each([pushed, byWhom({ arn: 'arn' })])(
  'without a rule nothing is looked at: %j',
  async (event) => {
    const { aws, watch, pushAgain } = await startWatch();
    await pushAgain();
    const calls = recordCalls(aws);
    expect(await on({ ...watch, rules: [] }, event)).toEqual({ watched: 'unwatched' });
    expect(calls).toEqual([]);
  },
);

test.each([
  [{ arn: 'arn', invokedBy: 'a service', principalId: 'id' }, 'arn'],
  [{ invokedBy: 'a service', principalId: 'id' }, 'a service'],
  [{ principalId: 'id' }, 'id'],
  [{}, undefined],
])('of %j, %s has pushed', async (userIdentity, who) => {
  const { watch } = await startWatch();
  expect(await on(watch, byWhom(userIdentity))).toEqual({ watched: 'none' });
  const record = await readTag(watch.tags, scope);
  expect(record?.pusher).toEqual(who && { who, digest: imageDigest, at: '2026-11-27T10:00:00Z' });
});

describe('a move', () => {
  const alert = { kind: 'tags.moved' } as Alert;

  test.each([
    [1, true],
    [0, false],
  ])('that is reported to %i is known: %s', async (told, known) => {
    expect(await movesTo({ notify: async () => told })(alert)).toBe(known);
  });
});

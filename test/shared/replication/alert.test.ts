import { expect, test } from 'vitest';
import { failedReplicationAlerts, notArrivedAlert } from '../../../shared/replication/alert.ts';
import { hasArrived } from '../../../shared/replication/arrival.ts';
import { arrivalOf, failedReplication } from '../../../shared/replication/events.ts';
import { digestOf } from '../../local/images.ts';
import { startTestAws } from '../../local/start.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';

const digest = `sha256:${'ab'.repeat(32)}`;

const failed = (more: object = {}) => ({
  ...{ repository: 'a/b', digest, tag: '1', pushedAt: 1, failureCode: 'DENIED' },
  destination: { registryId: '123456789012', region: 'us-east-1' },
  ...more,
});

test('failed copies are told by repository, destination and failure code', () => {
  const alerts = failedReplicationAlerts([
    failed(),
    failed({ tag: undefined }),
    failed({ repository: 'a/c' }),
    failed({ failureCode: 'OTHER' }),
    failed({ destination: { registryId: '123456789012', region: 'us-west-2' } }),
    failed({ destination: { registryId: '999999999999', region: 'us-east-1' } }),
  ]);
  expect(alerts).toHaveLength(5);
  expect(new Set(alerts.map(({ cause }) => cause.id)).size).toBe(5);
  expect(alerts[0]?.what).toEqual([
    expect.stringMatching(/^2 images .*: DENIED$/),
    `a/b:1 (${digest})`,
    `a/b@${digest}`,
  ]);
  expect(alerts[1]?.what[0]).toMatch(/^1 image /);
});

test('a copy that failed before is reported again only where a newer one fails', () => {
  const causes = (...pushedAt: number[]) =>
    failedReplicationAlerts(
      pushedAt.map((at) => failed({ pushedAt: at, digest: `sha256:${at}` })),
    ).map(({ cause }) => [cause.id, cause.occasion]);
  expect(causes(2, 1)).toEqual(causes(1, 2));
  expect(causes(2)).toEqual(causes(1, 2));
  expect(causes(2, 3)).not.toEqual(causes(1, 2));
});

test('twenty images are named, and more are counted', () => {
  const whatOf = (count: number) =>
    failedReplicationAlerts(Array.from({ length: count }, () => failed())).flatMap((it) => it.what);
  expect(whatOf(20)).toHaveLength(21);
  expect(whatOf(21)).toHaveLength(22);
  expect(whatOf(21).at(-1)).toBe('and 1 more');
});

const source = { registryId: '123456789012', region: 'us-east-1' };

test.each([
  [{ digest, tag: '1' }, `a/b:1@${digest}`, `imageDigest=${digest}`],
  [{ digest }, `a/b@${digest}`, `imageDigest=${digest}`],
  [{ tag: '1' }, 'a/b:1', 'imageTag=1'],
])('an image known by %j that did not arrive is %s', (image, text, id) => {
  const { where, todo } = notArrivedAlert({ repository: 'a/b', source, ...image });
  expect(where).toEqual({ text, repository: 'a/b', ...image });
  expect(todo?.[0]).toContain(`--image-id ${id}`);
});

test('it has arrived when all that it is called is here', async () => {
  const { ecr } = await startTestAws();
  await createRepositories(ecr, 'a/b');
  await push(ecr, 'a/b', ['1'], manifest('one'));
  const here = digestOf(manifest('one'));
  const arrived = (image: object) => hasArrived(ecr, { repository: 'a/b', source, ...image });
  expect(await arrived({ digest: here })).toBe(true);
  expect(await arrived({ tag: '1' })).toBe(true);
  expect(await arrived({ digest: here, tag: '2' })).toBe(false);
  expect(await arrived({ digest, tag: '1' })).toBe(false);
  expect(await arrived({})).toBe(false);
});

test.each([
  [{ 'image-digest': digest }, { digest }],
  [{ 'image-tag': '1' }, { tag: '1' }],
  [
    { 'image-digest': digest, 'image-tag': '1' },
    { digest, tag: '1' },
  ],
  [{}, undefined],
])('an event with %j names %j', (image, named) => {
  const from = { 'source-account': source.registryId, 'source-region': source.region };
  const detail = { 'repository-name': 'a/b', ...from, ...image };
  const event = failedReplication.safeParse({ 'detail-type': 'ECR Replication Action', detail });
  expect(event.success && arrivalOf(event.data)).toEqual(
    named ? { repository: 'a/b', source, ...named } : false,
  );
});

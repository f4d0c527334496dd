import { PutLifecyclePolicyCommand } from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import type { Gate } from '../../../shared/actions/gate.ts';
import { quarantineTag } from '../../../shared/registry/tags/own-tag.ts';
import type { Failure } from '../../../shared/scanning/findings/result.ts';
import { quarantine } from '../../../shared/scanning/quarantine.ts';
import { inUse } from '../../../shared/use/guard.ts';
import { noUses } from '../../../shared/use/uses.ts';
import { repositoryName, tagsByDigest } from '../../local/images.ts';
import { startWithRepository } from '../../local/start.ts';
import { freely, unused } from '../../support/acting.ts';
import { manifest, push } from '../../support/images.ts';
import { refusingPairs } from '../../support/refusing-pairs.ts';
import { failing, scanningThat } from './failures.ts';

const tags = ['1', '2'];

async function startFailing(gate: Gate = freely, guard = unused) {
  const { ecr } = await startWithRepository();
  const digest = await push(ecr, repositoryName, tags, manifest('a'));
  const judge = (action: 'report' | 'quarantine' = 'quarantine', more: Partial<Failure> = {}) =>
    quarantine(
      { ecr, scanning: scanningThat(action), gate, guard },
      failing(action, { repository: repositoryName, digest, tags, ...more }),
      { kind: 'quarantine', digest, tags },
    );
  const tagsNow = async () => (await tagsByDigest(ecr))[digest]?.toSorted();
  return { ecr, digest, judge, tagsNow };
}

test('all tags are replaced by one', async () => {
  const { digest, judge, tagsNow } = await startFailing();
  expect(await judge()).toMatchObject({
    kind: 'quarantined',
    tags: tags.map((tag) => ({ tag, digest, outcome: 'replaced' })),
  });
  expect(await tagsNow()).toEqual([quarantineTag(digest)]);
});

test('a rule that reports by now takes nothing', async () => {
  const { judge, tagsNow } = await startFailing();
  expect(await judge('report')).toEqual({ kind: 'reported' });
  expect(await tagsNow()).toEqual(tags);
});

test('a rule that is not allowed observes, and says why', async () => {
  const { judge, tagsNow } = await startFailing({ ...freely, observes: async () => 'it is new' });
  expect(await judge()).toEqual({ kind: 'kept', why: 'it is new', observed: true });
  expect(await tagsNow()).toEqual(tags);
});

test('an image in use keeps its tags', async () => {
  const { judge, tagsNow } = await startFailing(freely, async () => ({ why: 'it runs' }));
  expect(await judge()).toEqual({ kind: 'kept', why: 'it runs' });
  expect(await tagsNow()).toEqual(tags);
});

const longAgo = new Date('2020-01-01T00:00:00Z');

test.each([
  ['never', {}, 'quarantined'],
  ['lately', { pulledAt: new Date() }, 'kept'],
  ['long ago', { pulledAt: longAgo }, 'quarantined'],
  [
    'long ago, and its index lately',
    { pulledAt: longAgo, partOf: { digest: 'sha256:1', tags, pulledAt: new Date() } },
    'kept',
  ],
  [
    'lately, and its index long ago',
    { pulledAt: new Date(), partOf: { digest: 'sha256:1', tags, pulledAt: longAgo } },
    'kept',
  ],
])('an image that was pulled %s', async (_, more, kind) => {
  const guard = inUse(async () => noUses);
  const { judge } = await startFailing(freely, guard);
  expect(await judge('quarantine', more)).toMatchObject({ kind });
});

test('an image that a lifecycle policy keeps by one of its tags keeps all', async () => {
  const { ecr, judge, tagsNow } = await startFailing();
  const rule = (rulePriority: number, selection: object) => ({
    rulePriority,
    selection: { countType: 'imageCountMoreThan', countNumber: 9, ...selection },
    action: { type: 'expire' },
  });
  const rules = [
    rule(1, { tagStatus: 'tagged', tagPrefixList: ['2'] }),
    rule(2, { tagStatus: 'any' }),
  ];
  const lifecyclePolicyText = JSON.stringify({ rules });
  await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
  expect(await judge()).toMatchObject({ kind: 'kept' });
  expect(await tagsNow()).toEqual(tags);
});

const held = { state: 'held', kind: 'quarantine', per: 'run', most: 1, used: 1 } as const;

test.each<[string, Gate['perform'], object]>([
  ['held', async () => held, { outcome: 'held', held }],
  [
    'observed',
    async () => ({ state: 'observed', why: 'paused' }),
    { outcome: 'observed', why: 'paused' },
  ],
  ['failed', () => Promise.reject(new Error('no')), { outcome: 'failed', error: new Error('no') }],
])('what the gate answers is the outcome: %s', async (_, perform, outcome) => {
  const { digest, judge, tagsNow } = await startFailing({ ...freely, perform });
  expect(await judge()).toEqual({
    ...{ kind: 'quarantined', digest },
    tags: tags.map((tag) => ({ repository: repositoryName, tag, digest, ...outcome })),
  });
  expect(await tagsNow()).toEqual(tags);
});

test.each([
  ['moved, as that has its tag again', ['u', '2'], 'moved'],
  ['raced, as that is gone with its only tag', ['2'], 'raced'],
])('a tag that another image got in that moment is %s', async (_, pushed, outcome) => {
  const started = await startWithRepository();
  const { ecr } = started;
  const digest = await push(ecr, repositoryName, ['2'], manifest('a'));
  const racing = refusingPairs(started, () => push(ecr, repositoryName, pushed, manifest('b')));
  const quarantined = await quarantine(
    { ecr: racing, scanning: scanningThat('quarantine'), gate: freely, guard: unused },
    failing('quarantine', { repository: repositoryName, digest, tags: ['2'] }),
    { kind: 'quarantine', digest, tags: ['2'] },
  );
  expect(quarantined).toMatchObject({ tags: [{ tag: '2', outcome }] });
});

test('a tag that has moved is left alone, and was not needed', async () => {
  const unneeded: unknown[] = [];
  const perform: Gate['perform'] = async (_, work) => {
    const result = await work();
    unneeded.push(result.unneeded);
    return { state: 'done', id: 'entry', result };
  };
  const { ecr, digest, judge, tagsNow } = await startFailing({ ...freely, perform });
  await push(ecr, repositoryName, ['2'], manifest('b'));
  expect(await judge()).toMatchObject({
    tags: [
      { tag: '1', outcome: 'replaced', actionId: 'entry' },
      { tag: '2', outcome: 'moved', actionId: 'entry' },
    ],
  });
  expect(unneeded).toEqual([false, true]);
  expect(await tagsNow()).toEqual([quarantineTag(digest)]);
});

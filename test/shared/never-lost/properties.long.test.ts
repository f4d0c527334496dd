import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RetentionRule } from '../../../shared/retention/rules.ts';
import type { Unneeded } from '../../../shared/shield/step.ts';
import type { ImageUse, Uses } from '../../../shared/use/uses.ts';
import { repositoryName } from '../../local/images.ts';
import { policyText, tag } from '../registry/lifecycle/any-policy.ts';
import { needsOf, needsUnderPolicy } from './needs.ts';
import { retentionRule, runRetention } from './retention-run.ts';
import { runShield } from './shield-run.ts';
import { DAY_MS, INDEX, push, runPolicy, type World } from './world.ts';

/** Ten thousand of each property take 75 seconds of CPU time in all. */
const numRuns = process.env.LONG_TESTS ? 10_000 : 150;

const digest = (number: number) => `sha256:${number.toString(16).padStart(64, '0')}`;

/** Numbers are those of earlier pushes, counted back. */
const back = fc.nat(9);
const anyPush = fc.record({
  tags: fc.uniqueArray(tag, { maxLength: 3 }),
  lists: fc.option(fc.array(back, { maxLength: 3 }), { nil: undefined }),
  subject: fc.option(back, { nil: undefined, freq: 2 }),
  /** As cosign names a signature. */
  signs: fc.option(back, { nil: undefined, freq: 2 }),
});
const anyUse = fc.oneof(
  fc.record({ imageTag: tag }),
  fc.nat(20).map((at) => ({ imageDigest: digest(at) })),
);

/** Once in four times: fc.option has a value most of the time. */
const seldom = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

/** What comes until the next walk, and what that walk finds. */
const anyRound = fc.record({
  pushes: fc.array(anyPush, { maxLength: 4 }),
  days: fc.integer({ min: 0, max: 40 }),
  /** Somebody puts another lifecycle policy before the walk. */
  policy: seldom(policyText),
  /** A source fails: so many uses are not seen. */
  unseen: seldom(fc.nat(3)),
  unread: seldom(fc.constant(true)),
  /** Deployments and what they replace. */
  uses: fc.option(fc.array(anyUse, { maxLength: 3 }), { nil: undefined, freq: 2 }),
});

type Round = typeof anyRound extends fc.Arbitrary<infer Value> ? Value : never;

const anyHistory = fc.record({
  policy: policyText,
  pushes: fc.array(anyPush, { minLength: 3, maxLength: 12 }),
  uses: fc.array(anyUse, { minLength: 1, maxLength: 4 }),
  /** An in-use tag is removed in the third at the earliest. */
  rounds: fc.array(anyRound, { minLength: 1, maxLength: 6, size: 'max' }),
});

type History = typeof anyHistory extends fc.Arbitrary<infer Value> ? Value : never;

const anyRetention = fc.record({
  action: fc.constantFrom('archive', 'delete'),
  keep: fc.constantFrom(
    { newest: [{ count: 1 }] },
    { tags: ['v*'] },
    { pushedWithin: '24h' },
    { pulledWithin: '24h', newest: [{ tags: ['a*'], count: 2 }] },
  ),
});

/** What acts besides the lifecycle policy. */
interface Acting {
  isShielded: boolean;
  retention?: RetentionRule;
}

/** The digests that were needed and lost, how many in-use tags were removed, and what retention has selected. */
async function play(history: History, { isShielded, retention: rule }: Acting) {
  const world: World = {
    ...{ images: new Map(), policy: history.policy, now: new Date('2026-01-01T00:00:00Z') },
  };
  let pushed = 0;
  const pushAll = (pushes: History['pushes']) => {
    for (const { tags, lists, subject, signs } of pushes) {
      const earlier = (by: number) => digest(Math.max(0, pushed - 1 - by));
      const isIndex = lists !== undefined && pushed > 0;
      const signature = signs === undefined || pushed === 0 ? [] : [fallbackTag(earlier(signs))];
      push(world, {
        ...{ imageDigest: digest(pushed), imageTags: [...tags, ...signature] },
        lists: isIndex ? [...new Set(lists.map(earlier))].filter((it) => world.images.has(it)) : [],
        ...(isIndex && { imageManifestMediaType: INDEX }),
        ...(subject !== undefined && pushed > 0 && { subjectManifestDigest: earlier(subject) }),
      });
      pushed += 1;
      world.now = new Date(world.now.getTime() + 3_600_000);
    }
  };
  pushAll(history.pushes);
  let all = history.uses;
  let unneeded: readonly Unneeded[] = [];
  let needed = new Set<string>();
  const lost: string[] = [];
  let [removed, selected] = [0, 0];
  for (const round of history.rounds) {
    all = round.uses ?? all;
    world.policy = round.policy ?? world.policy;
    const uses = seenIn(all, round);
    const unread = unreadIn(world, round);
    if (isShielded) {
      const plan = await runShield(world, uses, { unneeded, unread });
      unneeded = plan?.unneeded ?? [];
      const removals = plan?.steps.filter(({ step }) => step === 'remove').length ?? 0;
      if (uses.unknown.length > 0) expect(removals).toBe(0);
      removed += removals;
    }
    const now = needsUnderPolicy(world, uses, unread);
    const beforeRetention = needsOf(world, uses, unread);
    if (rule) selected += await runRetention(world, uses, { rule, unread });
    lost.push(...[...beforeRetention].filter((it) => isLost(world, it)));
    // While a source fails, all that was needed before may still be.
    needed = uses.unknown.length > 0 ? needed.union(now) : now;
    pushAll(round.pushes);
    world.now = new Date(world.now.getTime() + round.days * DAY_MS);
    runPolicy(world);
    const gone = [...needed].filter((it) => isLost(world, it));
    lost.push(...gone);
    needed = needed.difference(new Set(gone));
  }
  return { lost, removed, selected };
}

const isLost = ({ images }: World, it: string) => images.get(it)?.imageStatus !== 'ACTIVE';

const fallbackTag = (of: string) => `${of.replace(':', '-')}.sig`;

function seenIn(all: History['uses'], { unseen }: Round): Uses {
  const images = all.map(
    (imageId): ImageUse => ({ repository: repositoryName, imageId, by: ['ECS service prod/web'] }),
  );
  if (unseen === undefined) return { images, unknown: [] };
  return { images: images.slice(unseen), unknown: [{ source: 'ecs', why: 'access denied' }] };
}

/** Every other index. */
function unreadIn({ images }: World, { unread }: Round): Set<string> {
  const indexes = [...images.values()].filter((it) => it.imageManifestMediaType === INDEX);
  const some = unread ? indexes.filter((_, at) => at % 2 === 0) : [];
  return new Set(some.map(({ imageDigest }) => imageDigest));
}

test('nothing in use, nor what it needs, is expired or archived once the shield has run', async () => {
  const sum = { without: 0, removed: 0 };
  await fc.assert(
    fc.asyncProperty(anyHistory, async (history) => {
      const shielded = await play(history, { isShielded: true });
      expect(shielded.lost).toEqual([]);
      sum.removed += shielded.removed;
      sum.without += (await play(history, { isShielded: false })).lost.length > 0 ? 1 : 0;
    }),
    { numRuns },
  );
  // Otherwise the property says little.
  expect(sum.without).toBeGreaterThan(numRuns / 20);
  expect(sum.removed).toBeGreaterThan(numRuns / 20);
});

function withoutPolicies({ rounds, ...history }: History): History {
  const policy = JSON.stringify({ rules: [] });
  return { ...history, policy, rounds: rounds.map((round) => ({ ...round, policy })) };
}

test('nothing in use, nor what it needs, is archived or deleted by retention', async () => {
  let selected = 0;
  await fc.assert(
    fc.asyncProperty(anyHistory, anyRetention, async (history, { keep, action }) => {
      const retention = retentionRule(keep, action);
      // An in-use tag would keep what runs from retention, too.
      const played = await play(withoutPolicies(history), { isShielded: false, retention });
      expect(played.lost).toEqual([]);
      selected += played.selected;
    }),
    { numRuns },
  );
  // Otherwise the property says little.
  expect(selected).toBeGreaterThan(numRuns / 20);
});

test('nor by all of them together: a lifecycle policy, the shield and retention', async () => {
  const sum = { without: 0, selected: 0 };
  await fc.assert(
    fc.asyncProperty(anyHistory, anyRetention, async (history, { keep, action }) => {
      const retention = retentionRule(keep, action);
      const together = await play(history, { isShielded: true, retention });
      expect(together.lost).toEqual([]);
      sum.selected += together.selected;
      const without = await play(history, { isShielded: false, retention });
      sum.without += without.lost.length > 0 ? 1 : 0;
    }),
    { numRuns },
  );
  // Otherwise the property says little.
  expect(sum.without).toBeGreaterThan(numRuns / 20);
  expect(sum.selected).toBeGreaterThan(numRuns / 20);
});

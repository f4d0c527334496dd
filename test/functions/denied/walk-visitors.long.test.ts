import { describe, expect, test } from 'vitest';
import { grantsOf } from './grants.ts';
import { registryYml } from './registry.ts';
import { type Ran, run } from './run.ts';
import { before, walkOfAll } from './scenarios-walk-all.ts';

/** A right that these visitors need and no other, with the writes that are theirs. */
interface Case {
  readonly right: string;
  /** Of what, where the role has it on several. */
  readonly on?: string;
  readonly visitors: readonly string[];
  readonly writes?: RegExp;
}

const none = /^$/;
const ofOwn = /"repositoryName":"(team-|wrong)|repository\/(team-|wrong)/;
const ofCached = /docker-hub/;
const retagging = /^\["(PutImage|BatchDeleteImage)"/;

const cases: readonly Case[] = [
  { right: 'dynamodb:Query', on: '-tags', visitors: ['tags'] },
  { right: 'ecr:DescribeImageReplicationStatus', visitors: ['replication'] },
  { right: 'ecr:GetRegistryPolicy', visitors: ['inventory'] },
  { right: 'ecr:DescribeImageScanFindings', visitors: ['scanning'], writes: retagging },
  // Without knowing what is in use, no tag is replaced either.
  { right: 'ecs:ListClusters', visitors: ['usage'], writes: retagging },
  {
    right: 'ecr:GetRegistryScanningConfiguration',
    visitors: ['baseline', 'inventory'],
    writes: ofOwn,
  },
  { right: 'ecr:GetRepositoryPolicy', visitors: ['cache', 'inventory'], writes: ofCached },
  {
    // Whether a policy keeps an image by its tag is unknown, too: no tag is replaced.
    right: 'ecr:GetLifecyclePolicy',
    visitors: ['baseline', 'cache', 'scanning', 'inventory'],
    writes: /docker-hub|team-|wrong/,
  },
];

let undisturbed: Promise<Ran> | undefined;

/** Run once, by the first test that needs it. */
function inNormal(): Promise<Ran> {
  undisturbed ??= run(walkOfAll);
  return undisturbed;
}

test('with all rights each visitor resolves what does not stand any more, and acts', async () => {
  const normal = await inNormal();
  expect(normal.failed).toEqual([]);
  expect(resolvedIn(normal)).toEqual(kindsOf(Object.keys(before)));
  for (const writes of [ofOwn, ofCached, retagging]) {
    expect(normal.writes.some((it) => writes.test(it))).toBe(true);
  }
});

describe.each(cases)('without $right', ({ right, on = '', visitors, writes = none }) => {
  test(`${visitors.join(' and ')} resolves nothing, and stops no other`, async () => {
    const normal = await inNormal();
    const denied = await run(walkOfAll, await grantOf(right, on));
    expect(denied.asked.some(({ refused }) => refused)).toBe(true);
    expect(denied.alerts.filter((it) => it.includes(right))).not.toEqual([]);
    const others = Object.keys(before).filter((it) => !visitors.includes(it));
    expect(resolvedIn(denied)).toEqual(kindsOf(others));
    const missing = normal.writes.filter((it) => !denied.writes.includes(it));
    expect(missing.filter((it) => !writes.test(it))).toEqual([]);
    expect(denied.writes.filter((it) => !normal.writes.includes(it))).toEqual([]);
  });
});

async function grantOf(right: string, on: string) {
  const grants = await grantsOf(registryYml);
  const own = grants.filter(({ role, action }) => role === 'WalkRole' && action === right);
  const found = own.find(({ resources }) => resources.some((it) => it.endsWith(on)));
  if (!found) throw new Error(`the walk has no ${right} on ${on}`);
  return found;
}

function kindsOf(visitors: readonly string[]): string[] {
  return visitors.flatMap((it) => Object.keys(before[it] ?? {})).toSorted();
}

/** From the events of the stack. */
function resolvedIn({ copies }: Ran): string[] {
  const resolved = copies.filter((it) => it.includes('"state":"cleared"'));
  return resolved.flatMap((it) => /"kind":"([\w.-]+)"/.exec(it)?.[1] ?? []).toSorted();
}

import { describe, expect, test } from 'vitest';
import { type Grant, grantsOf } from './grants.ts';
import { outcomeOf } from './outcome.ts';
import { registryYml } from './registry.ts';
import { type Ran, run, type Scenario } from './run.ts';
import { walkOfArchived, walkOfShield } from './scenarios-walk.ts';
import { walkOfRetention, walkOfUnused } from './scenarios-walk-retention.ts';

interface Case {
  readonly name: string;
  readonly scenario: Scenario;
  /** What it changes with all of its rights: each at least once. */
  readonly changes: readonly RegExp[];
  /** By right, what stays undone without it. */
  readonly denied: Readonly<Record<string, RegExp>>;
}

const moved = /^\["(UpdateImageStorageClass|BatchDeleteImage)".*team-r/;
/** The marks of the baseline are not meant. One that is known to be used loses its marks. */
const marked = /^\["(TagResource".*ecr-steward:|DeleteRepository").*/;
const restored = /^\["UpdateImageStorageClass".*"STANDARD"/;
const inUseTags = /^\["(PutImage|BatchDeleteImage)".*team-s/;

const cases: readonly Case[] = [
  {
    ...{ name: 'retention', scenario: walkOfRetention },
    changes: [
      /^\["UpdateImageStorageClass".*team-r\/archived.*"ARCHIVE"/,
      /^\["BatchDeleteImage".*team-r\/deleted/,
    ],
    denied: {
      'ecr:UpdateImageStorageClass': /^\["UpdateImageStorageClass"/,
      'ecr:BatchDeleteImage': /^\["BatchDeleteImage"/,
      'ecr:BatchGetImage': moved,
      'ecs:ListClusters': moved,
      'lambda:ListFunctions': moved,
      'apprunner:ListServices': moved,
      'inspector2:ListCoverage': moved,
      's3:GetObject': moved,
    },
  },
  {
    ...{ name: 'unused repositories', scenario: walkOfUnused },
    changes: [
      /^\["TagResource".*team-u\/found/,
      /^\["UntagResource".*team-u\/used/,
      /^\["DeleteRepository".*team-u\/ended/,
    ],
    denied: {
      'ecr:TagResource': /^\["TagResource"/,
      'ecr:UntagResource': /^\["UntagResource"/,
      'ecr:DeleteRepository': /^\["DeleteRepository"/,
      'ecs:ListClusters': marked,
      'inspector2:ListCoverage': marked,
    },
  },
  {
    ...{ name: 'restore', scenario: walkOfArchived },
    changes: [restored],
    denied: { 'ecr:UpdateImageStorageClass': restored, 'ecs:ListClusters': restored },
  },
  {
    ...{ name: 'shield', scenario: walkOfShield },
    changes: [inUseTags],
    denied: {
      'ecr:PutImage': /^\["PutImage"/,
      'ecr:BatchDeleteImage': /^\["BatchDeleteImage"/,
      'ecs:ListClusters': inUseTags,
      'lambda:ListFunctions': /^\["BatchDeleteImage"/,
    },
  },
];

describe.each(cases)('$name', ({ scenario, changes, denied }) => {
  let normal: Promise<Ran> | undefined;
  const inNormal = () => {
    normal ??= run(scenario);
    return normal;
  };

  test('with all rights it does what it is for', async () => {
    const { writes, failed } = await inNormal();
    expect(failed).toEqual([]);
    const missing = changes.filter((it) => !writes.some((write) => it.test(write)));
    expect(missing).toEqual([]);
  });

  test.each(Object.entries(denied))('without %s', async (right, undone) => {
    const ran = await run(scenario, ...(await grantsFor(right)));
    expect(ran.asked.some(({ refused }) => refused)).toBe(true);
    // Nothing else is changed than with it, and it is reported once, or the event is kept.
    expect(outcomeOf(right, { normal: await inNormal(), denied: ran })).toEqual(expect.any(String));
    expect(ran.writes.filter((it) => undone.test(it) && isOfScenario(it))).toEqual([]);
  });
});

const isOfScenario = (write: string) => /team-[rsu]\/|"STANDARD"/.test(write);

/** All grants of an action: on whatever resources the walk has it. */
async function grantsFor(right: string): Promise<Grant[]> {
  const all = await grantsOf(registryYml);
  const found = all.filter(({ role, action }) => role === 'WalkRole' && action === right);
  if (found.length === 0) throw new Error(`the walk has no ${right}`);
  return found;
}

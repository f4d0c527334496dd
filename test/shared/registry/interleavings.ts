import {
  BatchDeleteImageCommand,
  type ECRClient,
  ImageAlreadyExistsException,
  PutImageCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { images } from '../../../shared/registry/read.ts';
import { quarantineTag } from '../../../shared/registry/tags/own-tag.ts';
import { deleteTag, replaceTag } from '../../../shared/registry/tags/retag.ts';
import { quarantine } from '../../../shared/scanning/quarantine.ts';
import { compileScanning } from '../../../shared/scanning/rules.ts';
import { digestOf } from '../../local/images.ts';
import { startTestAws, type TestAws } from '../../local/start.ts';
import { freely, unused } from '../../support/acting.ts';
import { type Actor, everyOrder } from '../../support/every-order.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';

const quarantined = manifest('quarantined');
const digest = digestOf(quarantined);
const ours = quarantineTag(digest);

/** What persons did, in the order in which ECR did it. */
type Deed = { tag: string; pushed: string } | { tag: string; deleted: readonly string[] };

/** Something that pushes and deletes, and writes down what it did. */
type Person = (repositoryName: string, deeds: Deed[]) => Actor;

function pushes(name: string, tag = 't'): Person {
  return (repositoryName, deeds) => async (ecr) => {
    const imageManifest = name === 'same' ? quarantined : manifest(name);
    try {
      await ecr.send(new PutImageCommand({ repositoryName, imageManifest, imageTag: tag }));
    } catch (error) {
      if (!(error instanceof ImageAlreadyExistsException)) throw error;
    }
    deeds.push({ tag, pushed: digestOf(imageManifest) });
  };
}

function pushesAndDeletes(name: string, tag = 't'): Person {
  return (repositoryName, deeds) => async (ecr) => {
    await pushes(name, tag)(repositoryName, deeds)(ecr);
    const input = { repositoryName, imageIds: [{ imageTag: tag }] };
    const { imageIds = [] } = await ecr.send(new BatchDeleteImageCommand(input));
    deeds.push({ tag, deleted: imageIds.flatMap(({ imageDigest }) => imageDigest ?? []) });
  };
}

/** Who has each tag, and which images there are. */
async function readRepository(ecr: ECRClient, repositoryName: string) {
  const all = await Array.fromAsync(images(ecr, repositoryName, { tagStatus: 'ANY' }));
  return {
    digests: new Set(all.map(({ imageDigest }) => imageDigest)),
    holder: (tag: string) => all.find(({ imageTags }) => imageTags?.includes(tag))?.imageDigest,
  };
}

interface Scenario {
  /** Of the image, before. */
  tags: readonly string[];
  /** Which of them are to go. */
  going: readonly string[];
  action(ecr: ECRClient, repositoryName: string): Promise<string[]>;
  /** What tag the image is to have in the end, if it has lost all that go. */
  keptAs: string | undefined;
}

const scanning = compileScanning(
  parseRegistryConfig('scanning: {rules: [{rule: all, fail: {critical: 0}, action: quarantine}]}')
    .scanning,
);

const fails = { counts: {}, offending: [], over: [], ignored: 0, unfixable: 0 };

const tagged = (repositoryName: string) => ({ repositoryName, imageTag: 't', imageDigest: digest });

const scenarios = {
  'quarantine of an image with one tag': {
    tags: ['t'],
    going: ['t'],
    action: async (ecr, name) => [(await replaceTag(ecr, tagged(name), ours)).state],
    keptAs: ours,
  },
  'quarantine of one tag of an image with another': {
    tags: ['t', 'stays'],
    going: ['t'],
    action: async (ecr, name) => [(await replaceTag(ecr, tagged(name), ours)).state],
    keptAs: ours,
  },
  'quarantine by a scan of an image with two tags': {
    tags: ['t', 'u'],
    going: ['t', 'u'],
    action: async (ecr, repository) => {
      const [tags, rule] = [['t', 'u'], scanning.ruleFor(repository)];
      if (rule === undefined) throw new Error('no rule is for it');
      const failure = { ...{ repository, digest, tags, rule }, judgement: fails };
      const fate = { kind: 'quarantine', digest, tags } as const;
      const with_ = { ecr, scanning, gate: freely, guard: unused };
      const sentence = await quarantine(with_, failure, fate);
      return 'tags' in sentence ? sentence.tags.map(({ outcome }) => outcome) : [];
    },
    keptAs: ours,
  },
  'deletion of one tag of an image with another': {
    tags: ['t', 'stays'],
    going: ['t'],
    action: async (ecr, name) => [(await deleteTag(ecr, tagged(name))).state],
    keptAs: 'stays',
  },
  'deletion of the only tag of an image': {
    tags: ['t'],
    going: ['t'],
    action: async (ecr, name) => [(await deleteTag(ecr, tagged(name))).state],
    keptAs: undefined,
  },
} satisfies Record<string, Scenario>;

type Repository = Awaited<ReturnType<typeof readRepository>>;

/** Every image that was pushed is there, as long as no person has deleted it. */
function checkPushed({ digests }: Repository, deeds: readonly Deed[]): void {
  const byPersons = new Set(deeds.flatMap((deed) => ('deleted' in deed ? deed.deleted : [])));
  const pushed = deeds.flatMap((deed) => ('pushed' in deed ? deed.pushed : []));
  const others = pushed.filter((it) => it !== digest && !byPersons.has(it));
  expect([...digests]).toEqual(expect.arrayContaining(others));
}

/** Each tag that is to go is where the last person wanted it, and the others are where they were. */
function checkTags(
  { holder }: Repository,
  { tags, going }: Scenario,
  deeds: readonly Deed[],
): void {
  for (const tag of going) {
    const last = deeds.findLast((deed) => deed.tag === tag);
    const wanted = last && 'pushed' in last ? last.pushed : undefined;
    if (wanted !== digest) expect(holder(tag)).toBe(wanted);
    else expect([undefined, digest]).toContain(holder(tag));
  }
  for (const tag of tags) if (!going.includes(tag)) expect(holder(tag)).toBe(digest);
}

/** The image itself is there, by a tag of its own unless a push came first and took it, as any push does. */
function checkKept(
  { digests, holder }: Repository,
  { tags, going, keptAs }: Scenario,
  deeds: readonly Deed[],
): void {
  if (keptAs === undefined) return;
  expect([...digests]).toContain(digest);
  const wasTaken = going.every((tag) => deeds.some((it) => it.tag === tag && 'pushed' in it));
  if (!wasTaken) expect([...tags, keptAs].map(holder)).toContain(digest);
}

async function tryEveryOrder(
  { ecr, config }: TestAws,
  scenario: Scenario,
  persons: readonly Person[],
): Promise<{ orders: number; states: Set<string> }> {
  const states = new Set<string>();
  let number = 0;
  const orders = await everyOrder(config, async () => {
    number += 1;
    const repositoryName = `a/b${number}`;
    await createRepositories(ecr, repositoryName);
    await push(ecr, repositoryName, scenario.tags, quarantined);
    const deeds: Deed[] = [];
    const us: Actor = async (mine) => {
      for (const state of await scenario.action(mine, repositoryName)) states.add(state);
    };
    const actors = [us, ...persons.map((person) => person(repositoryName, deeds))];
    return {
      actors,
      check: async () => {
        const now = await readRepository(ecr, repositoryName);
        checkPushed(now, deeds);
        checkTags(now, scenario, deeds);
        checkKept(now, scenario, deeds);
      },
    };
  });
  return { orders, states };
}

const crowds: [string, Person[]][] = [
  ['nobody', []],
  ['a push', [pushes('b')]],
  ['two pushes', [pushes('b'), pushes('c')]],
  ['a push of the same image', [pushes('same')]],
  ['a push of the same image and one of another', [pushes('same'), pushes('b')]],
  ['a push that is deleted', [pushesAndDeletes('b')]],
];

const crowdsOfOneTag: [string, Person[]][] = [
  ['a push that is deleted, and a push', [pushesAndDeletes('b'), pushes('c')]],
];

const crowdsOfTwoTags: [string, Person[]][] = [
  ['a push under each', [pushes('b', 't'), pushes('c', 'u')]],
  ['two pushes under the second', [pushes('b', 'u'), pushes('c', 'u')]],
  ['one image under both', [pushes('b', 't'), pushes('b', 'u')]],
];

/** Which of them are tried: all that there are, or those named. */
export interface Wanted {
  scenarios?: readonly (keyof typeof scenarios)[];
  crowds?: readonly string[];
}

/** Tests of what becomes of images and tags in every order of the calls. */
export function describeInterleavings({ scenarios: wanted, crowds: named }: Wanted = {}): void {
  const tried = Object.entries(scenarios).filter(([name]) => !wanted || has(wanted, name));
  describe.each([
    ['removes the tag', false],
    ['deletes the image', true],
  ])('where a tag and its digest %s', (_world, pairDeletesImage) => {
    describe.each(tried)('%s', (name, scenario: Scenario) => {
      const more = scenario.going.length > 1 ? crowdsOfTwoTags : crowdsOfOneTag;
      const all = [...crowds, ...more].filter(([crowd]) => !named || has(named, crowd));
      test.each(all)('and %s: nothing is lost in any order', async (crowd, persons) => {
        const started = await startTestAws({ pairDeletesImage });
        const { orders, states } = await tryEveryOrder(started, scenario, persons);
        expect(orders).toBeGreaterThan(persons.length);
        process.stdout.write(
          `${name}, and ${crowd}: ${orders} orders (${[...states].join(', ')})\n`,
        );
        // Never is somebody else's tag taken, not even to be given back.
        expect(states).not.toContain('raced');
        if (crowd === 'nobody') expect(orders).toBe(1);
      });
    });
  });
}

function has(names: readonly string[], name: string): boolean {
  return names.includes(name);
}

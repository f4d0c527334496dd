import { describe, expect, test } from 'vitest';
import { advance, isNews } from '../../../shared/retention/announce.ts';
import type { StoredImage } from '../../../shared/retention/image.ts';
import { type Memory, noMemory } from '../../../shared/retention/memory.ts';
import type { Selected } from '../../../shared/retention/plan/plan.ts';
import { DAY_MS } from '../../../shared/retention/rules.ts';
import { digestOf } from '../../local/images.ts';
import { began, stored } from './repository.ts';

const rule = { wait: 7 * DAY_MS };
const images = [stored('a', 50), stored('b', 40)];
const [a, b] = images.map(({ imageDigest }) => imageDigest) as [string, string];

function unit(image: StoredImage, action: Selected['action'] = 'archive'): Selected {
  return { root: image.imageDigest, images: [image], action };
}

interface Night {
  selected?: readonly Selected[];
  doubts?: string[];
  now?: readonly StoredImage[];
}

const both = images.map((image) => unit(image));

/** Nights one after the other, each with its day. @returns the last. */
function nights(...each: readonly [day: number, night: Night][]) {
  let memory: Memory = noMemory;
  let last: ReturnType<typeof advance> | undefined;
  for (const [day, { selected = both, doubts = [], now = images }] of each) {
    last = advance({
      ...{ memory, plan: { selected, doubts }, rule },
      byDigest: new Map(now.map((image) => [image.imageDigest, image])),
      began: new Date(began + day * DAY_MS),
    });
    memory = last.memory;
  }
  if (last === undefined) throw new TypeError('no night');
  return last;
}

const days = (from: number, to: number, night: Night = {}) =>
  Array.from({ length: to - from + 1 }, (_, index) => [from + index, night] as [number, Night]);

const rootsOf = (units: readonly Selected[]) => units.map(({ root }) => root);

describe('what is selected', () => {
  test('is announced at once, and due after the days of the rule', () => {
    const first = nights([0, {}]);
    expect(rootsOf(first.announced)).toEqual([a, b]);
    expect(first.due).toEqual([]);
    expect(nights(...days(0, 6)).due).toEqual([]);
    expect(rootsOf(nights(...days(0, 7)).due)).toEqual([a, b]);
  });

  test('is due too where a walk begins some minutes earlier', () => {
    expect(rootsOf(nights(...days(0, 6), [6.99, {}]).due)).toEqual([a, b]);
  });

  test('waits anew where it was not selected on one of the days', () => {
    const without = { selected: [unit(images[1] as StoredImage)] };
    const after = nights(...days(0, 3), [4, without], ...days(5, 7));
    expect(rootsOf(after.due)).toEqual([b]);
    expect(rootsOf(nights(...days(0, 3), [4, without], ...days(5, 14)).due)).toEqual([a, b]);
  });

  test('waits anew where no walk has seen it for two nights', () => {
    expect(nights(...days(0, 4), ...days(7, 9)).due).toEqual([]);
    expect(rootsOf(nights(...days(0, 4), ...days(6, 7)).due)).toEqual([a, b]);
  });

  test('waits anew where it is to be deleted instead', () => {
    const deleted = { selected: images.map((image) => unit(image, 'delete')) };
    const after = nights(...days(0, 6), [7, deleted]);
    expect(after.due).toEqual([]);
    expect(after.memory.units[a]).toMatchObject({ action: 'delete' });
  });

  test('waits anew where it was restored since', () => {
    const restored = { ...(images[0] as StoredImage), pushed: began + 3 * DAY_MS };
    const after = nights(...days(0, 6), [7, { now: [restored, images[1] as StoredImage] }]);
    expect(rootsOf(after.due)).toEqual([b]);
  });

  test('is not due on a night with a doubt, and the next night it is', () => {
    const doubts = ['what ecs runs is not known: access denied'];
    const doubtful = nights(...days(0, 6), [7, { doubts }]);
    expect(doubtful.due).toEqual([]);
    expect(rootsOf(nights(...days(0, 6), [7, { doubts }], [8, {}]).due)).toEqual([a, b]);
  });

  test('is not announced on a night with a doubt', () => {
    expect(nights([0, { doubts: ['?'] }]).memory.units).toEqual({});
  });
});

test('what is new is announced once a week, together', () => {
  const one = { selected: [unit(images[0] as StoredImage)] };
  const until6 = nights([0, one], ...days(1, 6));
  expect(Object.keys(until6.memory.units)).toEqual([a]);
  const on7 = nights([0, one], ...days(1, 7));
  expect(rootsOf(on7.announced)).toEqual([b]);
  expect(rootsOf(on7.due)).toEqual([a]);
});

test('the same night comes to the same again', () => {
  const night: [number, Night] = [7, {}];
  const once = nights(...days(0, 6), night);
  const again = nights(...days(0, 6), night, night);
  expect(again).toEqual(once);
  expect(isNews(once.memory, again)).toBe(false);
});

describe('what is in the archive', () => {
  const archived = { ...(images[0] as StoredImage), status: 'ARCHIVED' as const };
  const now = [archived];
  const resting = days(8, 20, { selected: [], now });

  test('stays in memory without being written', () => {
    const at = nights(...days(0, 7), ...resting);
    expect(Object.keys(at.memory.units)).toEqual([a]);
    expect(isNews({ ...at.memory, seen: new Date(began).toISOString() }, at)).toBe(false);
  });

  test('is announced once more before it is deleted, and waits', () => {
    const last = { selected: [unit(archived, 'delete')], now };
    const announced = nights(...days(0, 7), ...resting, [21, last]);
    expect(rootsOf(announced.announced)).toEqual([a]);
    expect(announced.due).toEqual([]);
    expect(rootsOf(nights(...days(0, 7), ...resting, ...days(21, 28, last)).due)).toEqual([a]);
  });
});

test('what a deletion has left is due whatever the gap', () => {
  const part = stored('part', 50);
  const whole = { root: a, images: [images[0] as StoredImage, part], action: 'delete' as const };
  const left = { selected: [{ ...whole, images: [part] }], now: [part] };
  const with_ = { selected: [whole], now: [...images, part] };
  expect(rootsOf(nights(...days(0, 7, with_), [30, left]).due)).toEqual([digestOf('a')]);
});

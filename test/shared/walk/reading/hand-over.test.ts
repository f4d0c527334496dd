import { describe, expect, test } from 'vitest';
import { createHandOver } from '../../../../shared/walk/reading/hand-over.ts';
import { createTurns } from '../../../../shared/walk/reading/turns.ts';

/** Hand-overs of repositories `0`, `1`, `2` to one taker, which writes down what it gets. */
function startHandOvers() {
  const turns = createTurns();
  const got: string[] = [];
  const of = (turn: number) =>
    createHandOver(async (page) => void got.push(`${turn}: ${page.length}`), turns.of(turn));
  return { got, turns, of };
}

const page = (images: number) =>
  Array.from({ length: images }, (_, at) => ({ imageDigest: `${at}` }));

/** Whether a promise is still open once all that could go on has. */
async function isOpen(promise: Promise<unknown>): Promise<boolean> {
  const open = Symbol('open');
  const later = new Promise((resolve) => setImmediate(resolve, open));
  return (await Promise.race([promise, later])) === open;
}

test('the one whose turn it is hands over page by page', async () => {
  const { got, of } = startHandOvers();
  const first = of(0);
  expect(first.begun()).toBe(false);
  await first.page(page(1));
  expect(got).toEqual(['0: 1']);
  expect(first.begun()).toBe(true);
  await first.end();
  expect(got).toEqual(['0: 1']);
});

test('others hold a page, and wait with the second', async () => {
  const { got, turns, of } = startHandOvers();
  const second = of(1);
  await second.page(page(1));
  expect(second.begun()).toBe(false);
  const next = second.page(page(2));
  expect(await isOpen(next)).toBe(true);
  expect(got).toEqual([]);
  turns.done(0);
  await next;
  expect(got).toEqual(['1: 1', '1: 2']);
});

test('one that ends early waits for its turn, and those that are done out of order are passed', async () => {
  const { got, turns, of } = startHandOvers();
  const last = of(3);
  await last.page(page(1));
  const ended = last.end();
  turns.done(1);
  turns.done(0);
  expect(await isOpen(ended)).toBe(true);
  expect(got).toEqual([]);
  turns.done(2);
  await ended;
  expect(got).toEqual(['3: 1']);
});

describe('a turn', () => {
  test('is up when all before it are done', async () => {
    const turns = createTurns();
    const [first, second] = [turns.of(0), turns.of(1)];
    expect([first.isUp(), second.isUp()]).toEqual([true, false]);
    await first.comes();
    turns.done(0);
    expect([first.isUp(), second.isUp()]).toEqual([false, true]);
    await second.comes();
    await first.comes();
  });
});

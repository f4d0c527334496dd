import { describe, expect, test } from 'vitest';
import { breakEach, endOf, inOrder, ledgerWrites, mend, steps, titles } from './night.ts';

const inNight = [
  '2 naming violations in 2 repositories',
  'An archived image of used/web is in use',
  'Images of copied/web are not replicated to eu-central-1',
  'The tag "1.0.0" in moved/web has moved to another image',
  'based/web was brought in line with registry.yml',
  'scanned/web:2.0.0 fails its scan: 1 critical',
  'told/web differs from registry.yml',
];

/** A night after which one thing was wrong for each capability, killed at each checkpoint of these actions. */
async function night(actions: readonly string[] = []) {
  const started = await inOrder();
  const { stack, invocations } = started;
  await breakEach(started);
  const passed: string[] = [];
  const kills: Promise<number>[] = [];
  const stop = stack.onCheckpoint(({ type, name = '', action }) => {
    const checkpoint = `${name} ${action}`;
    // Where it is killed, a step is done again: once is enough.
    if (type !== 'STEP' || passed.includes(checkpoint)) return;
    passed.push(checkpoint);
    if (actions.includes(action)) kills.push(stack.kill('walk'));
  });
  expect(await stack.fire('walk')).toMatchObject({ ok: true });
  stop();
  await stack.idle();
  const { crashes } = invocations.at(-1)?.durable ?? {};
  return { passed, kills: await Promise.all(kills), crashes, started, end: await endOf(started) };
}

test('a night brings all in order and reports each once; the next finds nothing to do or to write', async () => {
  const { started, passed, end } = await night();
  const { stack, alerts } = started;
  expect(passed).toEqual(steps.flatMap((name) => [`${name} START`, `${name} SUCCEED`]));
  expect(end.settings).toEqual([
    ...['based/web IMMUTABLE', 'copied/web MUTABLE', 'moved/web MUTABLE', 'named/web MUTABLE'],
    ...['quay.io/org/web MUTABLE scans', 'scanned/web MUTABLE', 'told/web MUTABLE'],
    'used/web MUTABLE',
  ]);
  expect(end.images).toContainEqual(expect.stringMatching(/^named\/web:quarantine-/));
  expect(end.images).not.toContain('named/web:build-1');
  expect(titles(end.alerts)).toEqual(inNight);
  expect(Object.keys(end.files)).toHaveLength(2);

  const writes = ledgerWrites(started);
  expect(await stack.fire('walk')).toMatchObject({ ok: true });
  expect(alerts()).toHaveLength(inNight.length);
  expect(writes).toEqual([]);

  await mend(started);
  for (const _ of [1, 2]) expect(await stack.fire('walk')).toMatchObject({ ok: true });
  expect(titles(alerts().slice(inNight.length)).toSorted()).toEqual([
    // It was deleted to mend that it is archived.
    'An image in use is missing in used/web',
    'Resolved: 1 naming violation in told/web',
    'Resolved: An archived image of used/web is in use',
    'Resolved: told/web differs from registry.yml',
  ]);
  expect(writes).not.toEqual([]);
});

describe('a night that is killed comes to the same, and reports nothing twice,', () => {
  let undisturbed: ReturnType<typeof night> | undefined;

  test.each([[['START']], [['SUCCEED']]])('at each %j of a step', async (actions) => {
    const { end, kills, crashes } = await night(actions);
    expect(kills).toEqual(steps.map(() => 1));
    expect(crashes).toBe(steps.length);
    undisturbed ??= night();
    expect(end).toEqual((await undisturbed).end);
  });
});

import { describe, expect, test } from 'vitest';
import { StewardError } from '../../../shared/runtime/errors.ts';
import { durableSteps } from '../../../shared/walk/durable.ts';
import type { Visitor } from '../../../shared/walk/visitor.ts';
import { startTestAws } from '../../local/start.ts';
import { durableContext } from '../../support/durable.ts';
import { createRepositories } from '../../support/images.ts';
import { walk } from '../../support/walk.ts';

/** A visitor that notes the names of the repositories of each visit, and what it has not seen. */
function noting(): Visitor<string[]> & { unseen: string[] } {
  const unseen: string[] = [];
  return {
    name: 'noting',
    unseen,
    slice: () => {
      const names: string[] = [];
      return {
        repository: ({ repositoryName }) => ({ end: () => void names.push(repositoryName) }),
        end: () => names,
      };
    },
    done: async (walked) => {
      unseen.push(...walked.unseen.map(({ repository, error }) => `${repository}: ${error}`));
      return { result: { parts: await Array.fromAsync(walked.parts()) } };
    },
  };
}

async function start() {
  const { ecr } = await startTestAws();
  await createRepositories(ecr, 'team/a', 'team/b', 'team/c');
  return ecr;
}

describe('a durable walk', () => {
  test('is begun, listed, visited and done in steps of its own', async () => {
    const ecr = await start();
    const { context, asked } = durableContext();
    const end = await walk(ecr, [noting()], { steps: durableSteps(context) });
    expect(end.visitors.noting).toEqual({ parts: [['team/a', 'team/b', 'team/c']] });
    const steps = ['begin', 'list', 'begin noting', 'slice 0 from 0', 'done noting 0'];
    expect(asked.steps).toEqual(steps);
    expect(asked.waits).toBe(0);
  });

  test('goes on in another invocation where no time is left, and misses nothing', async () => {
    const ecr = await start();
    // Less than what is kept for the largest repository: one is read in each invocation.
    const left = { remaining: 179_000 };
    const { context, asked } = durableContext({
      ...left,
      before: (step) => {
        if (step === 'done noting 1') left.remaining = 900_000;
      },
      remainingNow: () => left.remaining,
    });
    const end = await walk(ecr, [noting()], { steps: durableSteps(context) });
    expect(asked.steps.slice(3)).toEqual([
      ...['slice 0 from 0', 'slice 0 from 1', 'slice 0 from 2'],
      ...['done noting 0', 'done noting 1'],
    ]);
    expect(asked.waits).toBe(3);
    expect(end.visitors.noting).toEqual({ parts: [['team/a'], ['team/b'], ['team/c']] });
  });

  test('goes on where a slice fails, and says what its visitors have not seen and why', async () => {
    const ecr = await start();
    const visitor = noting();
    const { context } = durableContext({
      before: (step) => {
        if (step === 'slice 1 from 0') throw new Error('out of luck');
      },
    });
    const end = await walk(ecr, [visitor], { steps: durableSteps(context), perSlice: 1 });
    expect(end.visitors.noting).toEqual({ parts: [['team/a'], ['team/c']] });
    expect(visitor.unseen).toEqual(['team/b: out of luck']);
    expect(end.missed).toEqual({});
  });

  test('leaves a visitor out whose second visit fails as a step, and no other', async () => {
    const ecr = await start();
    const failing: Visitor = {
      name: 'failing',
      slice: () => ({ repository: () => ({}), end: () => Promise.reject(new Error('busy')) }),
    };
    const visitor = noting();
    const { context } = durableContext({
      before: (step) => {
        if (step.includes('again')) throw new Error('out of luck');
      },
    });
    const end = await walk(ecr, [failing, visitor], { steps: durableSteps(context) });
    expect(end.visitors.noting).toEqual({ parts: [['team/a', 'team/b', 'team/c']] });
    expect(visitor.unseen).toEqual([]);
    expect(end.missed).toMatchObject({ failing: { count: 3 } });
  });

  test('tries each step three times, unless only a person can help', async () => {
    const ecr = await start();
    const { context, asked } = durableContext();
    await walk(ecr, [noting()], { steps: durableSteps(context) });
    expect(asked.retries.size).toBe(asked.steps.length);
    for (const retry of asked.retries.values()) {
      expect(retry?.(new Error('busy'), 1)).toEqual({ shouldRetry: true, delay: { seconds: 10 } });
      expect(retry?.(new Error('busy'), 2)).toEqual({ shouldRetry: true, delay: { seconds: 20 } });
      expect(retry?.(new Error('busy'), 3)).toEqual({ shouldRetry: false });
      expect(retry?.(new StewardError('denied'), 1)).toEqual({ shouldRetry: false });
    }
  });
});

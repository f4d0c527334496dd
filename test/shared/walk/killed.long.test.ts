import type { ECRClient } from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { inventoryVisitor } from '../../../shared/inventory/visitor.ts';
import type { Visitor } from '../../../shared/walk/visitor.ts';
import { startTestAws } from '../../local/start.ts';
import { createRepositories, push } from '../../support/images.ts';
import {
  type Kept,
  Killed,
  type KilledAt,
  keptSteps,
  killedSteps,
} from '../../support/killed-steps.ts';
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts';
import { walk } from '../../support/walk.ts';

const { inventory: config } = parseRegistryConfig('');
const perSlice = 2;

async function start() {
  const { ecr } = await startTestAws();
  const names = ['a/one', 'b/three', 'b/two', 'c/four', 'd/five'];
  await createRepositories(ecr, ...names);
  for (const name of names) await push(ecr, name, ['1.0.0', 'latest']);
  const before = memoryStore();
  await walk(ecr, [inventoryVisitor({ store: before, config })], {
    store: before,
    began: new Date('2026-11-20T01:20:00Z'),
  });
  return { ecr, before };
}

/** Counts repositories, and does the second half of its end in another turn. */
function counting(): Visitor<number> {
  return {
    name: 'counting',
    slice: () => {
      let count = 0;
      return {
        repository: () => ({
          end: () => {
            count += 1;
          },
        }),
        end: () => count,
      };
    },
    done: async ({ parts, left }) => {
      const counts = await Array.fromAsync(parts());
      return left === undefined ? { result: {}, left: counts } : { result: { counts, left } };
    },
  };
}

/** One process after the other, the first of which is killed. */
async function walkKilled(ecr: ECRClient, store: MemoryStore, kept: Kept, at?: KilledAt) {
  const began = new Date('2026-11-21T01:20:00Z');
  const once = (killedAt?: KilledAt) => {
    const visitors = [inventoryVisitor({ store, config }), counting()];
    const steps = killedSteps(kept, killedAt);
    return walk(ecr, visitors, { steps, store, began, perSlice, onFailure: unlessKilled });
  };
  try {
    return { end: await once(at), isKilled: false };
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return { end: await once(), isKilled: true };
  }
}

/** A process that is killed does not go on as if a visitor had failed. */
function unlessKilled({ error }: { error: unknown }) {
  throw error;
}

function copyOf(store: MemoryStore): MemoryStore {
  const copy = memoryStore();
  for (const [key, bytes] of store.files) copy.files.set(key, bytes);
  return copy;
}

test('killed at any step, a walk comes to the same, file by file and bit by bit', async () => {
  const { ecr, before } = await start();
  const undisturbed = copyOf(before);
  const { end } = await walkKilled(ecr, undisturbed, keptSteps());
  expect(end.visitors.counting).toEqual({ counts: [2, 2, 1], left: [2, 2, 1] });
  let killed = 0;
  for (const when of ['before', 'after'] as const) {
    for (let step = 1, isKilled = true; isKilled; step += 1) {
      const store = copyOf(before);
      const kept = keptSteps();
      const again = await walkKilled(ecr, store, kept, { step, when });
      ({ isKilled } = again);
      if (!isKilled) continue;
      killed += 1;
      expect(again.end).toEqual(end);
      expect(contents(store)).toEqual(contents(undisturbed));
      // Only the step that was under way is done again.
      const twice = [...kept.done.values()].filter((times) => times > 1);
      expect(twice).toHaveLength(when === 'after' ? 1 : 0);
    }
  }
  // begin, list, begin twice, three slices, done of the inventory, and two turns of the other.
  expect(killed).toBe(2 * 10);
});

function contents(store: MemoryStore): Record<string, string> {
  const files = [...store.files].map(([key, bytes]) => [
    key,
    Buffer.from(bytes).toString('base64'),
  ]);
  return Object.fromEntries(files);
}

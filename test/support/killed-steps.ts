import type { Steps } from '../../shared/walk/steps.ts';

/** The process was killed. */
export class Killed extends Error {
  override name = 'Killed' as const;
}

/** When a process is killed: at its n-th step, before it begins, or after its work and before its result is kept. */
export interface KilledAt {
  step: number;
  when: 'before' | 'after';
}

/** What a durable execution keeps of its steps, whichever process did them. */
export interface Kept {
  results: Map<string, unknown>;
  /** How often each step was done. */
  done: Map<string, number>;
}

export function keptSteps(): Kept {
  return { results: new Map(), done: new Map() };
}

/** Steps of a durable execution in a process that may be killed: another one with the same `kept` goes on from there. */
export function killedSteps(kept: Kept, at?: KilledAt): Steps {
  let steps = 0;
  const of = (path: string): Steps => ({
    step: async <Result>(name: string, work: () => Promise<Result>) => {
      const key = `${path}${name}`;
      if (kept.results.has(key)) return kept.results.get(key) as Result;
      steps += 1;
      const isHit = steps === at?.step;
      if (isHit && at?.when === 'before') throw new Killed();
      const result = await work();
      kept.done.set(key, (kept.done.get(key) ?? 0) + 1);
      if (isHit) throw new Killed();
      kept.results.set(key, JSON.parse(JSON.stringify(result)));
      return result;
    },
    each: async (name, items, work) => {
      const results = [];
      for (const [index, item] of items.entries()) {
        results.push(await work(of(`${path}${name} ${index} `), item));
      }
      return results;
    },
    readsAtATime: 1,
    pause: async () => {},
    until: () => Number.POSITIVE_INFINITY,
  });
  return of('');
}

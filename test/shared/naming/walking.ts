import type { ECRClient } from '@aws-sdk/client-ecr';
import { inOneProcess, type Steps } from '../../../shared/walk/steps.ts';
import type { UnreadRepository } from '../../../shared/walk/unread.ts';
import type { Visitor } from '../../../shared/walk/visitor.ts';
import { walk } from '../../support/walk.ts';

export interface SlicedWalk {
  /** Repositories per slice; default: all in one. */
  size?: number;
  /** How often each slice is visited; default: once. The last visit counts. */
  times?: number;
  /** See `Slice.until`; default: no limit. */
  until?: number;
  /** Called after the registry is listed. */
  onListed?: () => Promise<unknown>;
}

/** Walks a registry for one visitor. Throws where that fails, but for single repositories. */
export async function walkFor<Part, Begun>(
  ecr: ECRClient,
  visitor: Visitor<Part, Begun>,
  { size = 1000, times = 1, until, onListed }: SlicedWalk = {},
): Promise<{ result: object | undefined; parts: Part[]; unseen: readonly UnreadRepository[] }> {
  const seen: { parts: Part[]; unseen: readonly UnreadRepository[] } = { parts: [], unseen: [] };
  const watched: Visitor<Part, Begun> = {
    ...visitor,
    begin: async (listed) => {
      await onListed?.();
      return (await visitor.begin?.(listed)) as Begun;
    },
    slice: (slice, begun) =>
      visitor.slice({ ...slice, ...(until !== undefined && { until }) }, begun),
    done: async (walked) => {
      seen.parts = await Array.fromAsync(walked.parts());
      seen.unseen = walked.unseen;
      return (await visitor.done?.(walked)) ?? { result: {} };
    },
  };
  const end = await walk(ecr, [watched as Visitor], {
    ...{ perSlice: size, steps: visitingOften(times) },
    onFailure: ({ repository, error }) => {
      if (repository === undefined) throw error;
    },
  });
  return { result: end.visitors[visitor.name], ...seen };
}

/** In one process, with each slice visited so many times. */
function visitingOften(times: number): Steps {
  const steps: Steps = {
    ...inOneProcess,
    step: async (name, work) => {
      const earlier = name.startsWith('slice') ? times - 1 : 0;
      for (let time = 0; time < earlier; time += 1) await work();
      return work();
    },
    each: async (_name, items, work) => {
      const results = [];
      for (const item of items) results.push(await work(steps, item));
      return results;
    },
  };
  return steps;
}

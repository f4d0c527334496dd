import { inOneProcess, type Steps } from '../../shared/walk/steps.ts';

/** Steps that are all done twice, as where an invocation ends before the result of the first time is kept. */
export const twice: Steps = {
  ...inOneProcess,
  step: async (_name, work) => {
    await work();
    return work();
  },
  each: async (_name, items, work) => {
    const results = [];
    for (const item of items) results.push(await work(twice, item));
    return results;
  },
};

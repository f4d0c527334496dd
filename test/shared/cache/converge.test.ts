import { describeConvergence } from './convergence.ts';

/** Nothing breaks; every way to break takes minutes: converge.long.test.ts. */
describeConvergence([], { endings: 42, faults: 0 });

import { describeConvergence } from './convergence.ts';

/** Nothing breaks; every way to break takes minutes: converge.long.test.ts. */
describeConvergence([], { endings: 35, faults: 0 });

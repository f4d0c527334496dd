import { describeConvergence } from './convergence.ts';

/** Nothing breaks; every way to break takes longer: converge.long.test.ts. */
describeConvergence(false, { endings: 52, faults: 0, others: 0 });

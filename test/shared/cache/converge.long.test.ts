import { allFaults, describeConvergence } from './convergence.ts';

describeConvergence(allFaults, { endings: 42, faults: 488 });

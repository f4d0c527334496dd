import { allFaults, describeConvergence } from './convergence.ts';

describeConvergence(allFaults, { endings: 35, faults: 572 });

import { describeConvergence } from './convergence.ts';

describeConvergence(true, { endings: 43, faults: 348, others: 190 });

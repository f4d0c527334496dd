import { describeConvergence } from './convergence.ts';

describeConvergence(true, { endings: 52, faults: 404, others: 218 });

import { describeCrashes } from './crash-points.ts';

/** The worst that there is, done and not answered, for one; all that there is takes minutes: crashes.long.test.ts. */
describeCrashes({ cases: ['naming quarantines'], faults: [{ drop: 'after' }] }, 20);

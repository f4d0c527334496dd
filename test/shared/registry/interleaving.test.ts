import { describeInterleavings } from './interleavings.ts';

/** One crowd; all that there are take minutes: interleaving.long.test.ts. */
describeInterleavings({ crowds: ['a push'] });

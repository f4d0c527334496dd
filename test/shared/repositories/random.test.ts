import { testRandomly } from './random.ts';

/** Many more: random.long.test.ts. */
testRandomly(20);

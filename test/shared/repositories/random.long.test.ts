import { testRandomly } from './random.ts';

testRandomly(500);

import * as z from 'zod/mini';
import { wrap } from '../../shared/runtime/wrap.ts';

// What the benchmark compares the processor time of an event with: what every function does, and nothing else.
export const handler = wrap(z.looseObject({}), async () => ({}));

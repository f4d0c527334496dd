import type { RightsRequest } from './record.ts';

/** What functions need, and no test of the local AWS makes them ask for. */
export const unseen: readonly RightsRequest[] = [];

import { peakMemory } from '../../peak-memory.ts';
import { walkOnce } from '../once.ts';

/** Walks as the function does, in a process of its own: its peak memory is that of the walk, and of nothing else. */
export interface Walked {
  end: object;
  peakBytes: number;
}

const end = await walkOnce();
const peakBytes = peakMemory('self') ?? process.resourceUsage().maxRSS * 1024;
process.send?.({ end, peakBytes } satisfies Walked, () => process.exit());

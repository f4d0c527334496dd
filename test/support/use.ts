import type { ECRClient } from '@aws-sdk/client-ecr';
import { type UseReading, useReading } from '../../shared/use/lifecycle.ts';
import { noUses, type Uses } from '../../shared/use/uses.ts';

/** What is in use, as a test says; default: nothing is. */
export function useOf(ecr: ECRClient, uses: Uses = noUses): UseReading {
  return useReading(ecr, async () => uses);
}

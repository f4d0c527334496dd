import { identify } from '../../shared/registry/identity.ts';
import { explained } from '../../shared/runtime/explain.ts';
import { type UseSource, usesReading } from '../../shared/use/reading.ts';
import { type Uses, usesNotRead } from '../../shared/use/uses.ts';
import type { Session } from './clients.ts';

/** What runs, for a verb that shows it: a snapshot does not say it. Never throws. */
export async function usesOf(session: Session, sources: readonly UseSource[]): Promise<Uses> {
  if (session.dryRun) return usesNotRead;
  const registry = () => identify(session.ecr);
  try {
    return await usesReading({ sources, registry }, session.settings)();
  } catch (error) {
    return { images: [], unknown: [{ source: 'use', why: explained(error) }] };
  }
}

import type { RegistryConfig } from '../../shared/config/schema/schema.ts';
import { identify } from '../../shared/registry/identity.ts';
import { explained } from '../../shared/runtime/explain.ts';
import { usesReading } from '../../shared/use/reading.ts';
import { type Uses, usesNotRead } from '../../shared/use/uses.ts';
import type { Session } from './clients.ts';
import { useFor } from './use.ts';

/** What runs, for a verb that shows it: a snapshot does not say it. Never throws. */
export async function usesOf(session: Session, config: Pick<RegistryConfig, 'use'>): Promise<Uses> {
  if (session.dryRun) return usesNotRead;
  const registry = () => identify(session.ecr);
  try {
    return await usesReading({ ...useFor(session, config), registry }, session.settings)();
  } catch (error) {
    return { images: [], unknown: [{ source: 'use', why: explained(error) }] };
  }
}

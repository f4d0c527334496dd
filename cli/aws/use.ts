import type { RegistryConfig } from '../../shared/config/schema/schema.ts';
import { identify } from '../../shared/registry/identity.ts';
import { type UseReading, useReading } from '../../shared/use/lifecycle.ts';
import { usesReading } from '../../shared/use/reading.ts';
import { rememberedFor } from '../../shared/use/remembered.ts';
import type { Session } from './clients.ts';

/** What a command needs to say what of a repository is in use. What runs is read once. */
export function useOf(session: Session, { use }: Pick<RegistryConfig, 'use'>): UseReading {
  const registry = () => identify(session.ecr);
  const read = usesReading({ ...useFor(session, { use }), registry }, session.settings);
  return useReading(session.ecr, rememberedFor(Number.POSITIVE_INFINITY, read));
}

/** A snapshot does not say what runs: nothing is read. */
export function useFor({ dryRun }: Session, { use }: Pick<RegistryConfig, 'use'>) {
  return dryRun ? { ...use, sources: [], files: [] } : use;
}

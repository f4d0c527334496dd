import type { RegistryConfig } from '../../shared/config/schema/schema.ts';
import { identify } from '../../shared/registry/identity.ts';
import { explain } from '../../shared/runtime/explain.ts';
import { usesReading } from '../../shared/use/reading.ts';
import { type Uses, usesNotRead } from '../../shared/use/uses.ts';
import type { Session } from './clients.ts';

/** What runs, by all of `use:`, for a verb that shows it: a snapshot does not say it. Never throws. */
export async function usesOf(
  session: Session,
  { use }: Pick<RegistryConfig, 'use'>,
): Promise<Uses> {
  if (session.dryRun) return usesNotRead;
  const registry = () => identify(session.ecr);
  try {
    return await usesReading({ ...use, registry }, session.settings)();
  } catch (error) {
    return { images: [], unknown: [{ source: 'use', why: explain(error) ?? String(error) }] };
  }
}

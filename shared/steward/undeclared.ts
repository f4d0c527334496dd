import type { Notifier } from '../alerts/notifier.ts';
import type { ScheduledRun } from '../alerts/notifying.ts';
import { withoutTrailingSlash } from '../config/schema/prefix.ts';
import type { RegistryConfig } from '../config/schema/schema.ts';
import { standingKinds } from '../registry-settings/alert.ts';
import { declaresSettings } from '../registry-settings/kinds.ts';

type Declared = Pick<RegistryConfig, 'pullThroughCache' | 'registry'>;

/** Alerts of a function that does not run where registry.yml does not declare what it is for. */
type Undeclared = Pick<ScheduledRun, 'kinds' | 'covers'>;

/**
 * Resolves the alerts on what registry.yml no longer declares, of functions that a deployment without it switches off:
 * nobody else would. Those of the nightly walk do so themselves. Costs a query for each kind.
 */
export async function resolveUndeclared(
  { resolve }: Pick<Notifier, 'resolve'>,
  config: Declared,
  began: Date,
): Promise<void> {
  for (const each of undeclaredIn(config)) await resolve({ ...each, began }, []);
}

function undeclaredIn({ pullThroughCache, registry }: Declared): Undeclared[] {
  const { rules, validate } = pullThroughCache;
  const warmed = new Set(
    rules.flatMap(({ prefix, warm = [] }) => (warm.length > 0 ? withoutTrailingSlash(prefix) : [])),
  );
  const secrets = new Set(validate === 'deep' ? rules.map(({ credential }) => credential) : []);
  return [
    ...(declaresSettings(registry) ? [] : [{ kinds: standingKinds, covers: () => true }]),
    { kinds: ['cache.warm-failed'], covers: ({ rule = '' }) => !warmed.has(rule) },
    { kinds: ['cache.credential-shape'], covers: ({ text }) => !secrets.has(text) },
  ];
}

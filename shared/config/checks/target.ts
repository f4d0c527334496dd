import type { Finding } from '../document/finding.ts';
import { asFields, type Fields } from '../schema/fields.ts';

/** Problems of `targets:` that span several keys: a role of another account, an external ID without one, a registry named twice. */
export function targetChecks(targets: readonly Fields[]): Finding[] {
  return [
    ...targets.flatMap(foreignRole),
    ...targets.flatMap(idWithoutRole),
    ...registriesTwice(targets),
  ];
}

function foreignRole({ account, role }: Fields, index: number): Finding[] {
  const owner = typeof role === 'string' ? role.split(':')[4] : undefined;
  if (owner === undefined || typeof account !== 'string' || owner === account) return [];
  const message = `is a role in account ${owner}: name one in account ${account}`;
  return [{ path: ['targets', index, 'role'], message }];
}

function idWithoutRole({ externalId, role }: Fields, index: number): Finding[] {
  if (externalId === undefined || role !== undefined) return [];
  const message =
    'is sent when a role is assumed, and this target has no role: add one, or remove this';
  return [{ path: ['targets', index, 'externalId'], message }];
}

function registriesTwice(targets: readonly Fields[]): Finding[] {
  const seen = new Map<string, PropertyKey[]>();
  return targets.flatMap((target, index) => {
    const { account, regions } = asFields(target);
    if (!Array.isArray(regions)) return [];
    return regions.flatMap((region: unknown, at) => {
      const path = ['targets', index, 'regions', at];
      const registry = `${String(account)} ${String(region)}`;
      const earlier = seen.get(registry);
      seen.set(registry, path);
      if (earlier === undefined) return [];
      return [{ path, message: `is already at ${earlier.join('.')}: remove one of them` }];
    });
  });
}

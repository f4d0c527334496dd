import { combine, type Fields, type Membership } from './fields.ts';
import type { Condition, Rule } from './rules.ts';

/**
 * Whether every condition of the rule is met by leaves that agree on the list elements they are in.
 *
 * Walks the conditions with the set of list elements still possible. Elements of lists that no later condition uses
 * are dropped on the way, so that independent lists do not multiply.
 */
export function matchesRule(rule: Rule, fields: Fields): boolean {
  let possible: readonly Membership[] = [new Map()];
  for (const [position, condition] of rule.entries()) {
    const later = rule.slice(position + 1);
    const next = possible.flatMap((membership) => satisfy(condition, fields, membership));
    possible = distinct(next.map((membership) => keepRelevant(membership, later)));
    if (possible.length === 0) return false;
  }
  return true;
}

/** The memberships in which the condition holds; without a leaf at its path, its own if that is allowed. */
function satisfy(condition: Condition, fields: Fields, membership: Membership): Membership[] {
  const reachable = (fields.get(condition.path) ?? []).flatMap((field) => {
    const combined = combine(membership, field.membership);
    return combined ? [{ value: field.value, combined }] : [];
  });
  if (reachable.length === 0) return condition.matchesAbsence ? [membership] : [];
  return reachable.filter(({ value }) => condition.matches(value)).map(({ combined }) => combined);
}

function keepRelevant(membership: Membership, later: readonly Condition[]): Membership {
  return new Map([...membership].filter(([list]) => later.some(({ path }) => isIn(path, list))));
}

/** Whether leaves at `path` can be inside the list at `place` (a path that has positions). */
function isIn(path: string, place: string): boolean {
  const listPath = place.replace(/\[\d+\]/g, '');
  return path === listPath || path.startsWith(`${listPath}.`);
}

function distinct(memberships: readonly Membership[]): Membership[] {
  const byKey = new Map(memberships.map((membership) => [keyOf(membership), membership]));
  return [...byKey.values()];
}

function keyOf(membership: Membership): string {
  return JSON.stringify([...membership].sort(([a], [b]) => (a < b ? -1 : 1)));
}

import { reasonOf } from '../../changes/step.ts';
import { withoutTrailingSlash } from '../../config/schema/prefix.ts';
import type { RegistryConfig } from '../../config/schema/schema.ts';
import { ROOT_PREFIX } from '../../registry/cached.ts';
import { parsePolicy, type Statement } from '../../registry/policy/text.ts';
import { differing } from '../../registry/settings/same.ts';
import { oursElsewhere, type PolicyChange } from '../change.ts';
import type { ObservedCache } from '../observe.ts';
import { isOurSid, prefixOfStatement, pullersStatement, sidOf } from './pullers.ts';

/**
 * What has to change in our statements of the registry policy: those of the declared rules, then ours that no rule
 * declares, which stay unless `prune` is set: they may belong to another registry.yml. Unmanaged statements are
 * ignored.
 *
 * @throws PolicyTextError
 */
export function planPolicy(
  { rules, prune }: RegistryConfig['pullThroughCache'],
  { policy }: ObservedCache,
): PolicyChange[] {
  if (policy === undefined) return [];
  const existing = ourStatements(policy.text);
  const planned = rules.flatMap(({ prefix, pullers }) => {
    if (pullers === undefined) return [];
    if (pullers.length === 0) return planEmptied(existing, sidOf(prefix));
    const after = pullersStatement(policy.registry, prefix, pullers);
    const before = existing.get(after.Sid);
    existing.delete(after.Sid);
    return [planStatement(withoutTrailingSlash(prefix), before, after)];
  });
  return [...planned, ...[...existing.values()].map((it) => planUndeclared(it, prune))];
}

/** An empty list means: no statement of ours. */
function planEmptied(existing: Map<string, Statement>, sid: string): PolicyChange[] {
  const before = existing.get(sid);
  existing.delete(sid);
  return before ? [planUndeclared(before, true)] : [];
}

/** Our statements in a policy, by their Sids. */
function ourStatements(text: string | undefined): Map<string, Statement> {
  if (text === undefined) return new Map();
  const values = parsePolicy(text).statements.map(({ value }) => value);
  return new Map(values.filter(isOurStatement).map((value) => [value.Sid, value]));
}

function isOurStatement(value: Record<string, unknown>): value is Statement {
  return isOurSid(value.Sid);
}

function planStatement(
  prefix: string,
  before: Statement | undefined,
  after: Statement,
): PolicyChange {
  const warnings =
    prefix === ROOT_PREFIX ? ['they may create any repository, as the prefix is ROOT'] : [];
  if (!before) return { kind: 'policy', action: 'create', prefix, after, ...reasonOf(warnings) };
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const differences = differing(before, after, keys);
  const base = { kind: 'policy', prefix, before } as const;
  if (differences.length === 0) return { ...base, action: 'none', ...reasonOf(warnings) };
  return { ...base, action: 'update', after, reason: [...differences, ...warnings].join('; ') };
}

/** @param goes - It is deleted, not only reported. */
function planUndeclared(before: Statement, goes: boolean): PolicyChange {
  const base = { kind: 'policy', prefix: prefixOfStatement(before), before } as const;
  if (!goes) return { ...base, action: 'unmanaged', reason: oursElsewhere };
  const reason = 'no pullers in registry.yml (unmanaged statements stay)';
  return { ...base, action: 'delete', reason };
}

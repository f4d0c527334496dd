import type { ECRClient } from '@aws-sdk/client-ecr';
import type { ChangeKind } from '../changes/kind.ts';
import { currentStatement, writeStatement } from '../changes/statement.ts';
import { kept, notDeclared, type Step } from '../changes/step.ts';
import { PULLERS_SID } from '../config/schema/cache/pullers-sid.ts';
import type { RegistrySettingsConfig } from '../config/schema/schema.ts';
import { parsePolicy, type Statement } from '../registry/policy/text.ts';
import { registryPolicy } from '../registry/settings/policies.ts';
import { differing, isSame } from '../registry/settings/same.ts';

/** A statement of the registry policy, by its Sid. */
export type StatementChange = { kind: 'statement'; sid: string } & Step<Statement>;

/** The statements of the registry policy; none where there is no policy. */
export interface ObservedPolicy {
  statements: readonly Record<string, unknown>[];
}

/** @throws PolicyTextError */
export async function observePolicy(ecr: ECRClient): Promise<ObservedPolicy> {
  return observedPolicy((await registryPolicy(ecr))?.text);
}

/** @throws PolicyTextError */
export function observedPolicy(text: string | undefined): ObservedPolicy {
  const statements = text === undefined ? [] : parsePolicy(text).statements;
  return { statements: statements.map(({ value }) => value) };
}

/**
 * What has to change in the declared statements, then those of others, which stay unless `prune` is set. Statements of
 * the pullers of cache rules are none of either.
 */
export function planStatements(
  { statements }: NonNullable<RegistrySettingsConfig['policy']>,
  { statements: existing }: ObservedPolicy,
  { prune }: { prune: boolean },
): StatementChange[] {
  // Of two with the same Sid, the first one is written.
  const bySid = new Map(existing.toReversed().map((value) => [value.Sid, value]));
  const wanted = new Set<unknown>(statements.map(({ Sid }) => Sid));
  const others = existing.filter(({ Sid }) => !wanted.has(Sid) && !isOfPullers(Sid));
  return [
    ...statements.map((after) => planDeclared(after, bySid.get(after.Sid))),
    ...others.map((before) => planUndeclared(before, prune)),
  ];
}

function isOfPullers(sid: unknown): boolean {
  return typeof sid === 'string' && sid.startsWith(PULLERS_SID);
}

function planDeclared(
  after: Statement,
  before: Record<string, unknown> | undefined,
): StatementChange {
  const base = { kind: 'statement', sid: after.Sid } as const;
  if (before === undefined) return { ...base, action: 'create', after };
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const reason = differing(before, after, keys).join('; ');
  const found = before as Statement;
  if (reason === '') return { ...base, action: 'none', before: found };
  return { ...base, action: 'update', before: found, after, reason };
}

/** A statement is deleted by its Sid, so one without stays. */
function planUndeclared(value: Record<string, unknown>, prune: boolean): StatementChange {
  const { Sid: sid } = value;
  const before = value as Statement;
  if (typeof sid !== 'string' || sid === '') {
    const reason = `kept: it has no Sid, by which it could be ${prune ? 'deleted' : 'declared'}`;
    return { kind: 'statement', sid: '', action: 'unmanaged', before, reason };
  }
  const base = { kind: 'statement', sid, before } as const;
  if (!prune) return { ...base, action: 'unmanaged', reason: kept };
  return { ...base, action: 'delete', reason: notDeclared };
}

export const statementKind: ChangeKind<StatementChange> = {
  nameOf: ({ sid }) => (sid === '' ? 'statement without a Sid' : `statement ${sid}`),
  targetOf: ({ sid }) => `the statement ${sid} of the registry policy`,
  limit: 'registry',
  // Only one more that allows something locks nobody out.
  canBreak: (change) => !(change.action === 'create' && change.after.Effect === 'Allow'),
  write: writeStatement,
  current: (ecr, { sid }) => currentStatement(ecr, sid),
  isSame,
};

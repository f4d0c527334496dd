import type { Ledger } from '../../alerts/ledger/ledger.ts';
import type { ActionKind, Capability, EnforcedRule } from '../action.ts';
import { type CapabilityItem, readCapability, writeCapability } from './capability-item.ts';
import { isNarrower } from './narrower.ts';

/**
 * Which rules of a capability are enforced: those that a person has allowed (`ecr-steward allow`), by their text. A new
 * stack has none; a rule that does more than what was allowed is not among them. Both only observe.
 */
export interface Consent {
  /** The texts of the rules that are allowed. */
  rules: readonly string[];
  /** Their names, which distinguish a changed rule from a new one. */
  names: readonly string[];
  /** Who allowed it, and when (ISO 8601). */
  by: string;
  at: string;
  /** `ecr-steward observe`: no rule is enforced, whatever was allowed before. */
  observing?: true;
}

/** The consent to a capability; undefined where nobody has given any. */
export async function consentTo(
  ledger: Ledger,
  capability: Capability,
): Promise<Consent | undefined> {
  return givenIn(await readCapability(ledger, capability));
}

/** The same of an item that was read. One that was paused before anything was allowed has no consent. */
export function givenIn(item: CapabilityItem | undefined): Consent | undefined {
  if (item?.rules === undefined) return undefined;
  return {
    rules: JSON.parse(item.rules.S ?? '[]') as string[],
    names: JSON.parse(item.names?.S ?? '[]') as string[],
    by: item.by?.S ?? '',
    at: item.at?.S ?? '',
    ...(item.observing?.BOOL && { observing: true }),
  };
}

/** Allows these rules of a capability, and no others. It permits actions of kind `setting` as well. */
export async function consent(
  ledger: Ledger,
  capability: Capability,
  rules: readonly Pick<EnforcedRule, 'name' | 'text'>[],
  by: string,
  now: Date,
): Promise<void> {
  const texts = [...new Set(rules.map(({ text }) => text))];
  const names = [...new Set(rules.map(({ name }) => name))];
  await write(ledger, capability, { rules: texts, names, by, at: now.toISOString() });
}

/** Withdraws all consent to a capability: its rules only observe. */
export async function withdraw(
  ledger: Ledger,
  capability: Capability,
  by: string,
  now: Date,
): Promise<void> {
  await write(ledger, capability, {
    ...{ rules: [], names: [], by },
    ...{ at: now.toISOString(), observing: true },
  });
}

async function write(
  ledger: Ledger,
  capability: Capability,
  { rules, names, by, at, observing }: Consent,
): Promise<void> {
  await writeCapability(ledger, capability, {
    ...{ rules: { S: JSON.stringify(rules) }, names: { S: JSON.stringify(names) } },
    ...{ by: { S: by }, at: { S: at }, observing: { BOOL: observing === true } },
  });
}

/** Whether a rule is enforced: it is as it was allowed, or narrower. */
export function isAllowed(
  given: Consent | undefined,
  { text }: Pick<EnforcedRule, 'text'>,
): boolean {
  if (given === undefined || given.observing) return false;
  return given.rules.some((allowed) => isNarrower(text, allowed));
}

/** Whether an action of a rule is permitted: a `setting` is as soon as any rule of the capability is allowed. */
export function isPermitted(
  given: Consent | undefined,
  rule: Pick<EnforcedRule, 'text'>,
  kind: ActionKind | undefined,
): boolean {
  if (kind === 'setting') return given !== undefined && !given.observing;
  return isAllowed(given, rule);
}

import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Ledger } from '../alerts/ledger.ts';
import type { ActionKind, Capability, EnforcedRule } from './action.ts';
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
  { dynamodb, table }: Ledger,
  capability: Capability,
): Promise<Consent | undefined> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: keyOf(capability), ConsistentRead: true }),
  );
  if (Item === undefined) return undefined;
  return {
    rules: JSON.parse(Item.rules?.S ?? '[]') as string[],
    names: JSON.parse(Item.names?.S ?? '[]') as string[],
    by: Item.by?.S ?? '',
    at: Item.at?.S ?? '',
    ...(Item.observing?.BOOL && { observing: true }),
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
  { dynamodb, table }: Ledger,
  capability: Capability,
  { rules, names, by, at, observing }: Consent,
): Promise<void> {
  const Item = {
    ...keyOf(capability),
    ...{ rules: { S: JSON.stringify(rules) }, names: { S: JSON.stringify(names) } },
    ...{ by: { S: by }, at: { S: at }, observing: { BOOL: observing === true } },
  };
  await dynamodb.send(new PutItemCommand({ TableName: table, Item }));
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

function keyOf(capability: Capability) {
  return { id: { S: `consent/${capability}` } };
}

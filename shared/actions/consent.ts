import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Ledger } from '../alerts/ledger.ts';
import type { ActionKind, Capability, EnforcedRule } from './action.ts';
import { isNarrower } from './narrower.ts';

/**
 * Who may act: rules that somebody has let act (`ecr-steward allow`), by what they say. A new stack has none, and
 * a rule that says more than what was allowed is not among them: both only observe.
 */
export interface Consent {
  /** The texts of the rules that may act. */
  rules: readonly string[];
  /** Their names, so that one that was changed can be told from one that is new. */
  names: readonly string[];
  /** Who allowed it, and when (ISO 8601). */
  by: string;
  at: string;
  /** Somebody has put it back to observing: nothing of it acts, whatever was allowed before. */
  observing?: true;
}

/** What a capability may do; undefined as long as nobody has said anything. */
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

/** Lets these rules of a capability act, and no others of it. What harms nothing may be done with that too. */
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

/** Takes back all that a capability was allowed: it observes again. */
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

/** Whether a rule may act: as somebody has allowed it, or narrower. */
export function isAllowed(
  given: Consent | undefined,
  { text }: Pick<EnforcedRule, 'text'>,
): boolean {
  if (given === undefined || given.observing) return false;
  return given.rules.some((allowed) => isNarrower(text, allowed));
}

/** Whether an act of a rule may be done: one that harms nothing, as soon as anything of the capability may. */
export function mayAct(
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

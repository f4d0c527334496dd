import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Ledger } from '../alerts/ledger.ts';
import type { ActingRule, Capability } from './act.ts';

/**
 * Who may act: rules that somebody has let act (`ecr-steward allow`), by what they say. A new stack has none, and
 * a rule that says something else than what was allowed is not among them: both only observe.
 */
export interface Consent {
  /** The texts of the rules that may act. */
  rules: readonly string[];
  /** Who allowed it, and when (ISO 8601). */
  by: string;
  at: string;
}

/** What a capability may do; undefined as long as nobody has allowed anything. */
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
    by: Item.by?.S ?? '',
    at: Item.at?.S ?? '',
  };
}

/** Lets these rules of a capability act, and no others of it; none: all of it observes again. */
export async function consent(
  { dynamodb, table }: Ledger,
  capability: Capability,
  rules: readonly Pick<ActingRule, 'text'>[],
  by: string,
  now: Date,
): Promise<void> {
  const texts = [...new Set(rules.map(({ text }) => text))];
  await dynamodb.send(
    new PutItemCommand({
      TableName: table,
      Item: {
        ...keyOf(capability),
        rules: { S: JSON.stringify(texts) },
        by: { S: by },
        at: { S: now.toISOString() },
      },
    }),
  );
}

/** Whether a rule may act: always as somebody has allowed it, or narrower. */
export function isAllowed(given: Consent | undefined, { text }: Pick<ActingRule, 'text'>): boolean {
  return given?.rules.includes(text) === true;
}

function keyOf(capability: Capability) {
  return { id: { S: `consent/${capability}` } };
}

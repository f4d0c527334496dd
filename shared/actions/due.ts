import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { each } from '../alerts/each.ts';
import { entriesOfKind } from '../alerts/ledger/by-kind.ts';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import { itemsById } from '../runtime/items.ts';
import type { Capability } from './action.ts';

/** Whatever has something due: managed signing only reports, and has no rule that is enforced. */
export type DueCapability = Capability | 'signing';

/**
 * What is due later, such as a tag whose grace ends: an entry of the ledger for each image of a capability, so that what
 * needs the hour looks only at these images, and not at the whole registry. An entry says where to look, and nothing
 * else: whether anything is to be done there is decided by what the registry has then.
 */
export interface Due {
  capability: DueCapability;
  repository: string;
  digest: string;
  dueAt: Date;
}

/** The retention of an entry after it was due, in days, in case nothing works on it. */
const KEPT_DAYS = 28;

/** Notes what is due, in place of an earlier time of the same image. */
export async function noteDue({ dynamodb, table }: Ledger, due: Due): Promise<void> {
  const expiresAt = Math.floor(due.dueAt.getTime() / 1000) + KEPT_DAYS * 86_400;
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: keyOf(due),
      UpdateExpression: 'SET kind = :kind, dueAt = :at, expiresAt = :expires',
      ExpressionAttributeValues: {
        ':kind': { S: kindOf(due.capability) },
        ':at': timeOf(due),
        ':expires': { N: String(expiresAt) },
      },
    }),
  );
}

/**
 * Notes all. Those that are noted with the same time cost no write; of several for one image, the last one counts.
 *
 * @returns how many were written.
 * @throws the first error, after the others are noted: to repeat it writes what is missing.
 */
export async function noteAllDue(ledger: Ledger, dues: readonly Due[]): Promise<number> {
  const byId = new Map(dues.map((due) => [idOf(due), due]));
  const noted = await itemsById(ledger, byId.keys(), ['dueAt']);
  const news = [...byId].flatMap(([id, due]) =>
    noted.get(id)?.dueAt?.N === timeOf(due).N ? [] : [due],
  );
  await each(news, (due) => noteDue(ledger, due));
  return news.length;
}

/**
 * What is due by now, in pages, sorted by repository: see `entriesOfKind` for what may be missing.
 *
 * @throws NoIndexError
 */
export async function* dueNow(
  ledger: Ledger,
  capability: DueCapability,
  now: Date,
): AsyncGenerator<Due[]> {
  const pages = entriesOfKind(ledger, kindOf(capability), {
    FilterExpression: 'dueAt <= :now',
    ExpressionAttributeValues: { ':now': { N: String(now.getTime()) } },
  });
  for await (const items of pages) {
    const page = items.map(({ id, dueAt }) => dueIn(capability, id?.S ?? '', Number(dueAt?.N)));
    if (page.length > 0) yield page;
  }
}

/** Removes what is done: true for exactly one caller, and false where another time was noted meanwhile. */
export async function doneDue({ dynamodb, table }: Ledger, due: Due): Promise<boolean> {
  try {
    await dynamodb.send(
      new DeleteItemCommand({
        TableName: table,
        Key: keyOf(due),
        ConditionExpression: 'dueAt = :at',
        ExpressionAttributeValues: { ':at': timeOf(due) },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

function kindOf(capability: DueCapability): string {
  return `due/${capability}`;
}

function idOf({ capability, repository, digest }: Due): string {
  return `${kindOf(capability)}/${repository}@${digest}`;
}

function keyOf(due: Due) {
  return { id: { S: idOf(due) } };
}

function timeOf({ dueAt }: Due) {
  return { N: String(dueAt.getTime()) };
}

/** No attribute has the repository: by that, the audit log is found. */
function dueIn(capability: DueCapability, id: string, dueAt: number): Due {
  const [repository = '', digest = ''] = id.slice(kindOf(capability).length + 1).split('@');
  return { capability, repository, digest, dueAt: new Date(dueAt) };
}

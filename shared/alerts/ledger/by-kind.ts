import { paginateQuery, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../runtime/items.ts';
import { logger } from '../../runtime/logger.ts';
import { NoIndexError } from '../errors.ts';
import type { Ledger } from './ledger.ts';

/** The index of the ledger that has what lasts and what is due later: these entries have a `kind`. */
const BY_KIND = 'by-kind';

/**
 * The entries of a kind, in pages, sorted by id. The index follows the table after a moment: what was written just now may
 * be missing, and what was just removed may be there. While DynamoDB still builds the index, as CloudFormation does not
 * wait for it, there are none: what a run does not find, the next one finds.
 *
 * @param filter - On other attributes, with their values.
 * @throws NoIndexError where the table has no such index.
 */
export async function* entriesOfKind(
  { dynamodb, table }: Ledger,
  kind: string,
  filter: Pick<QueryCommandInput, 'FilterExpression' | 'ExpressionAttributeValues'> = {},
): AsyncGenerator<Item[]> {
  const pages = paginateQuery(
    { client: dynamodb },
    {
      ...{ TableName: table, IndexName: BY_KIND, KeyConditionExpression: 'kind = :kind' },
      ...filter,
      ExpressionAttributeValues: { ...filter.ExpressionAttributeValues, ':kind': { S: kind } },
    },
  );
  try {
    for await (const { Items = [] } of pages) yield Items;
  } catch (error) {
    if (isRefused(error, /does not have the specified index/)) {
      throw new NoIndexError(table, BY_KIND, { cause: error });
    }
    if (!isRefused(error, /backfilling/)) throw error;
    logger.warn('DynamoDB still builds the index: nothing is found yet', { table, index: BY_KIND });
  }
}

function isRefused(error: unknown, why: RegExp): boolean {
  return error instanceof Error && error.name === 'ValidationException' && why.test(error.message);
}

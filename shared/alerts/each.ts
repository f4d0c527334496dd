import pMap from 'p-map';

/** How many causes are looked up in the ledger concurrently. */
const AT_A_TIME = 20;

/** Runs the action for all items, some at a time, even where one fails; throws the first failure at the end. */
export async function each<Item>(
  items: readonly Item[],
  action: (item: Item) => Promise<void>,
  concurrency = AT_A_TIME,
): Promise<void> {
  const failures: unknown[] = [];
  const attempt = async (item: Item) => {
    await action(item).catch((error: unknown) => void failures.push(error));
  };
  await pMap(items, attempt, { concurrency });
  if (failures.length > 0) throw failures[0];
}

import { isNotOffered } from '../runtime/offered.ts';

/**
 * What a list of a registry's own settings comes to: empty where the service does not offer the operation,
 * as regions and partitions without cache rules. There can be none then. A call that is denied, throttled
 * or fails is still an error: what cannot be read may be there.
 *
 * @param otherwise - What it comes to then; default: empty.
 */
export async function unlessNotOffered<Item>(
  list: Promise<Item[]>,
  otherwise: Item[] = [],
): Promise<Item[]> {
  try {
    return await list;
  } catch (error) {
    // These lists are asked for without anything that could be invalid.
    const isRefused = error instanceof Error && error.name === 'ValidationException';
    if (isRefused || isNotOffered(error)) return otherwise;
    throw error;
  }
}

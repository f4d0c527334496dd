import { isNotOffered } from '../runtime/offered.ts';

/**
 * A list of a registry's settings; empty where the service does not offer the operation, as in regions and partitions
 * without cache rules: there can be none then. A call that is denied, throttled or fails is still an error: what
 * cannot be read may exist.
 *
 * @param otherwise - The list where the operation is not offered; default: empty.
 */
export async function unlessNotOffered<Item>(
  list: Promise<Item[]>,
  otherwise: Item[] = [],
): Promise<Item[]> {
  try {
    return await list;
  } catch (error) {
    // These calls have no input that could be invalid.
    const isRefused = error instanceof Error && error.name === 'ValidationException';
    if (isRefused || isNotOffered(error)) return otherwise;
    throw error;
  }
}

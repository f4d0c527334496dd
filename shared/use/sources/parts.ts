import pMap from 'p-map';
import { explain } from '../../runtime/explain.ts';
import type { Found } from './bounds.ts';

/**
 * Calls at a time. Few: the rates of a service are those of the whole account, and deployments need them more.
 */
const CONCURRENCY = 4;

/** Failures after which the rest is not tried: they have one cause, such as a missing right. */
const MOST_FAILURES = 5;

/**
 * Reads something part by part. A part that fails does not stop the others: what the others have is known.
 *
 * @param nameOf - The part in a message: `the service prod/web`.
 */
export async function inParts<Part, Item>(
  parts: Iterable<Part>,
  nameOf: (part: Part) => string,
  read: (part: Part) => Promise<readonly Item[]>,
  concurrency = CONCURRENCY,
): Promise<Found<Item>> {
  const failures: { part: Part; error: unknown }[] = [];
  let skipped = 0;
  const tried = await pMap(
    parts,
    async (part) => {
      if (failures.length >= MOST_FAILURES) {
        skipped += 1;
        return [];
      }
      try {
        return await read(part);
      } catch (error) {
        failures.push({ part, error });
        return [];
      }
    },
    { concurrency },
  );
  const [first] = failures;
  if (first === undefined) return { items: tried.flat(), unknown: [] };
  const others = failures.length - 1 + skipped;
  const more = others > 0 ? ` (and ${others} more)` : '';
  const why = explain(first.error) ?? String(first.error);
  const unknown = [`${nameOf(first.part)}${more} could not be read: ${why}`];
  return { items: tried.flat(), unknown };
}

/** The answer of a call, or `otherwise` if what it asks for was deleted since it was listed. */
export async function unlessGone<Answer, Otherwise>(
  call: Promise<Answer>,
  gone: readonly string[],
  otherwise: Otherwise,
): Promise<Answer | Otherwise> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && gone.includes(error.name)) return otherwise;
    throw error;
  }
}

import fc from 'fast-check';
import type { AwsEvent } from '../../local/events/event.ts';

/** Variants of an event with one member, at any depth, removed or replaced. */
export function eventMutations(event: AwsEvent) {
  const paths = pathsOf(event);
  const value = fc.oneof(
    fc.constant(undefined),
    fc.anything({ maxDepth: 1 }),
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.constantFrom('../\n', '\u0000', 'x'.repeat(100_000), -1, null, {}, []),
  );
  return fc.tuple(fc.constantFrom(...paths), value).map(([path, other]) => {
    const copy = structuredClone(event) as unknown as Record<string, unknown>;
    const parent = path
      .slice(0, -1)
      .reduce((node, key) => node[key] as Record<string, unknown>, copy);
    parent[path.at(-1) ?? ''] = other;
    return JSON.parse(JSON.stringify(copy, (_, it) => (typeof it === 'bigint' ? `${it}` : it)));
  });
}

function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    [...path, key],
    ...pathsOf(member, [...path, key]),
  ]);
}

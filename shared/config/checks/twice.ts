import { pathText } from '../document/document.ts';
import type { Finding } from '../document/finding.ts';

type Path = readonly PropertyKey[];

/**
 * Texts of a list that stand there a second time, whatever else stands there.
 *
 * @param key - Of the text in its entry. Default: the entries are texts.
 */
export function twice(values: unknown, path: Path, key: Path = []): Finding[] {
  const all: readonly unknown[] = Array.isArray(values) ? values : [];
  return all.flatMap((value, index) => {
    const first = all.indexOf(value);
    if (typeof value !== 'string' || first === index) return [];
    const message = `"${value}" is already at ${pathText([...path, first])}: remove one of them`;
    return [{ path: [...path, index, ...key], message }];
  });
}

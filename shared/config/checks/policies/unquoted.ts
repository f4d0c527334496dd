import type { SourceDocument } from '../../document/document.ts';
import type { Finding } from '../../document/finding.ts';
import { isUnquoted } from '../../schema/fields.ts';
import { withoutQuotes } from '../findings.ts';

/** Elements of a policy that contain names only. */
const names = new Set<PropertyKey>(['Principal', 'NotPrincipal', 'Action', 'NotAction', 'Id']);

/**
 * Values of a free form, such as a policy, that YAML reads as another number than is written: 012345678901 in a
 * condition would be the account 12345678901. Where a name is needed, any number is reported; elsewhere a number that
 * stays as written passes, as AWS reads it as a text.
 */
export function changedByYaml(
  value: unknown,
  path: readonly PropertyKey[],
  source: Pick<SourceDocument, 'unquoted'>,
): Finding[] {
  if (typeof value === 'object' && value !== null) {
    const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
    return entries.flatMap(([key, each]) => changedByYaml(each, [...path, key], source));
  }
  const written = source.unquoted(path);
  if (!written || !isUnquoted(value)) return [];
  if (written === String(value) && !path.some((key) => names.has(key))) return [];
  return [{ path, message: `is ${withoutQuotes(written, value)}` }];
}

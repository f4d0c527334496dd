import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

/**
 * What a registry.yml says, unchecked: nothing where it is not there, or no YAML. That is told when the functions
 * are bundled, once and with its place.
 */
export function declaredIn(file: string): object {
  if (!existsSync(file)) return {};
  try {
    const content: unknown = parse(readFileSync(file, 'utf8'), { logLevel: 'silent' });
    return typeof content === 'object' && content !== null ? content : {};
  } catch {
    return {};
  }
}

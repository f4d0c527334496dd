import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

/**
 * The content of a registry.yml, unchecked: empty where it is missing or no YAML. Bundling the functions reports that,
 * with file and line.
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

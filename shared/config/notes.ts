import type { Finding } from './cross-checks.ts';
import type { RegistryConfig } from './schema.ts';

export function notesOn(_config: RegistryConfig, _content: unknown): Finding[] {
  return [];
}

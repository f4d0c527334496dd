import { crossCheck } from './checks/cross-checks.ts';
import { findings } from './checks/findings.ts';
import { parseSource } from './document/document.ts';
import { readText } from './document/read-text.ts';
import { type Problem, RegistryConfigError, RegistryConfigFileError } from './errors.ts';
import { notesOn } from './notes/notes.ts';
import { type RegistryConfig, registrySchema } from './schema/schema.ts';

/**
 * Reads and checks registry.yml.
 *
 * @param file - The path as given: problems are reported with it.
 * @throws RegistryConfigFileError when the file cannot be read, or is a snapshot.
 * @throws RegistryConfigError with *all* problems of the file at once.
 */
export function loadRegistryConfig(file: string): RegistryConfig {
  return readRegistryConfig(file).config;
}

/** The same, with notes on what is valid but has no effect: rules that never apply, names that nothing can have. */
export function readRegistryConfig(file: string): CheckedConfig {
  return checkRegistryConfig(readText(file), file);
}

export interface CheckedConfig {
  config: RegistryConfig;
  /** In the order of the file. */
  notes: Problem[];
}

/** Checks the text of a registry.yml; `file` is the name with which problems are reported. */
export function parseRegistryConfig(text: string, file = 'registry.yml'): RegistryConfig {
  return checkRegistryConfig(text, file).config;
}

/** The same, with the notes. */
export function checkRegistryConfig(text: string, file: string): CheckedConfig {
  const source = parseSource(text);
  if (source.problems.length > 0) throw new RegistryConfigError(file, source.problems);
  if (isSnapshot(source.content)) throw new RegistryConfigFileError(file, snapshotAsConfig);
  const parsed = registrySchema.safeParse(source.content);
  const found = [
    ...(parsed.error ? findings(parsed.error.issues, source) : []),
    ...crossCheck(source.content, source),
  ];
  if (!parsed.success || found.length > 0) {
    throw new RegistryConfigError(file, inOrder(found.map(source.locate)));
  }
  const notes = notesOn(parsed.data);
  return { config: parsed.data, notes: inOrder(notes.map(source.locate)) };
}

const snapshotAsConfig = 'it is a snapshot, which --registry FILE takes';

/** JSON is YAML, too: each member of a snapshot would be a problem. */
function isSnapshot(content: unknown): boolean {
  return ['registryId', 'imageDetails'].every((key) => Object.hasOwn(Object(content), key));
}

/** In the order of the file; what two checks have found is reported once. */
function inOrder(problems: Problem[]): Problem[] {
  const different = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...different.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

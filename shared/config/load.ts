import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Document, isCollection, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { crossCheck, type Finding } from './cross-checks.ts';
import { type Problem, RegistryConfigError, RegistryConfigFileError } from './errors.ts';
import { findings } from './findings.ts';
import { type RegistryConfig, registrySchema } from './schema.ts';

/**
 * Reads and checks registry.yml.
 *
 * @throws RegistryConfigFileError when the file cannot be read.
 * @throws RegistryConfigError with *all* problems of the file at once.
 */
export function loadRegistryConfig(file: string): RegistryConfig {
  return parseRegistryConfig(readText(file), basename(file));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new RegistryConfigFileError(file, { cause });
  }
}

/** Checks the text of a registry.yml; `file` is the name that its problems are told with. */
export function parseRegistryConfig(text: string, file = 'registry.yml'): RegistryConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new RegistryConfigError(
      file,
      document.errors.map(({ pos, message }) => problem('', message, pos[0], lines)),
    );
  }
  const content = contentOf(document, file);
  const parsed = registrySchema.safeParse(content);
  const found = [
    ...(parsed.error ? findings(parsed.error.issues, content) : []),
    ...crossCheck(content),
  ];
  if (parsed.success && found.length === 0) return parsed.data;
  throw new RegistryConfigError(file, inOrder(found.map((each) => located(each, document, lines))));
}

/** An empty file declares nothing: that is a registry without rules, not an error. */
function contentOf(document: Document, file: string): unknown {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new RegistryConfigError(file, [{ line: 1, column: 1, path: '', message }]);
  }
}

function located({ path, message }: Finding, document: Document, lines: LineCounter): Problem {
  return problem(pathText(path), message, offsetOf(path, document), lines);
}

function problem(path: string, message: string, offset: number, lines: LineCounter): Problem {
  const { line, col } = lines.linePos(offset);
  return { path, message, line: Math.max(line, 1), column: Math.max(col, 1) };
}

function inOrder(problems: Problem[]): Problem[] {
  return problems.sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Where the path stands in the text; for a key that is missing, where its parent stands. */
function offsetOf(path: readonly PropertyKey[], document: Document): number {
  const parent = path.slice(0, -1);
  const container = document.getIn(parent, true);
  if (isMap(container)) {
    const pair = container.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
    if (pair && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
  }
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if ((isScalar(node) || isCollection(node)) && node.range) return node.range[0];
  return path.length === 0 ? 0 : offsetOf(parent, document);
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

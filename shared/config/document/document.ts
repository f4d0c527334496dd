import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml';
import type { Problem } from '../errors.ts';
import type { Finding } from './finding.ts';
import { yamlProblems } from './yaml-problems.ts';

/** A registry.yml as written: its content, and the position of each value. */
export interface SourceDocument {
  /** Undefined when `problems` has some. */
  content: unknown;
  /** Why it is not YAML, or uses YAML that a registry.yml may not use. */
  problems: Problem[];
  /** The source of a value without quotes that is not a text to YAML: 1.10, 012, true, ~. */
  unquoted(path: readonly PropertyKey[]): string | undefined;
  /** The content with all such values as if they were in quotes. */
  quoted(): unknown;
  locate(finding: Finding): Problem;
}

export function parseSource(text: string): SourceDocument {
  const lines = new LineCounter();
  // Without prettyErrors the text of the file stays out of the errors; warnings are errors here.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
  });
  const placed = (offset: number, message: string, path = '') =>
    problemAt(lines, offset, path, message);
  const broken = yamlProblems(
    [...document.errors, ...document.warnings],
    text,
    (offset) => lines.linePos(offset).line,
  );
  const problems = broken.map(({ offset, message }) => placed(offset, message));
  if (problems.length === 0)
    problems.push(...oddNodes(document).map(({ offset, message }) => placed(offset, message)));
  const content =
    problems.length > 0
      ? undefined
      : contentOf(document, () => problems.push(placed(0, unfoldsTooFar)));
  return {
    content,
    problems,
    unquoted: (path) => unquotedSource(resolved(document.getIn(path, true), document)),
    quoted: () => quotedContent(document),
    locate: ({ path, message }) => placed(offsetOf(path, document), message, pathText(path)),
  };
}

const unfoldsTooFar =
  'its references (*) expand to more than can be read: write out what they refer to';

/** An empty file declares a registry without rules, which is not an error. */
function contentOf(document: Document, onBomb: () => void): unknown {
  try {
    return document.toJS() ?? {};
  } catch {
    // The references are known to have an anchor: what is left is one that expands without end.
    onBomb();
    return undefined;
  }
}

/** References without an anchor, and keys that are not texts: YAML would rename them. */
function oddNodes(document: Document): { offset: number; message: string }[] {
  const odd: { offset: number; message: string }[] = [];
  visit(document, {
    Value(_, node) {
      if (node.tag === undefined || coreTags.has(node.tag)) return;
      odd.push({ offset: offsetOfNode(node), message: yamlTag });
    },
    Alias(_, node) {
      if (node.resolve(document) !== undefined) return;
      const message = `*${node.source} refers to an anchor &${node.source}, and there is none above: put the value in quotes`;
      odd.push({ offset: node.range?.[0] ?? 0, message });
    },
    Pair(_, { key }: Pair) {
      if (isScalar(key) && typeof key.value === 'string') {
        if (key.value === '<<') odd.push({ offset: key.range?.[0] ?? 0, message: mergeKey });
        return;
      }
      odd.push({ offset: offsetOfNode(key), message: oddKey(key) });
    },
  });
  return odd;
}

/** An explicit tag of a value: !!str 1.10. */
const coreTags = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((it) => `tag:yaml.org,2002:${it}`),
);

const yamlTag = 'a tag of YAML (!!) is not allowed here: remove it, or put the value in quotes';

const mergeKey = '<< is not supported: write out the keys';

function oddKey(key: unknown): string {
  const source = unquotedSource(key);
  if (source === undefined)
    return 'a key has to be a text: put it in quotes (also a value with braces, "{{ … }}")';
  return source === ''
    ? 'a key is missing before the :'
    : `the key ${source} is not a text to YAML: put it in quotes, "${source}"`;
}

function offsetOfNode(node: unknown): number {
  return (isScalar(node) || isCollection(node) || isAlias(node)) && node.range ? node.range[0] : 0;
}

/** The source of a scalar without quotes that YAML reads as a number, a boolean or null. */
function unquotedSource(node: unknown): string | undefined {
  if (!isScalar(node) || node.type !== 'PLAIN' || typeof node.value === 'string') return undefined;
  return node.source ?? '';
}

function resolved(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function quotedContent(document: Document): unknown {
  const copy = document.clone();
  visit(copy, {
    Scalar(key, node: Scalar) {
      const source = unquotedSource(node);
      if (key !== 'key' && source) node.value = source;
    },
  });
  return copy.toJS() ?? {};
}

function problemAt(lines: LineCounter, offset: number, path: string, message: string): Problem {
  const { line, col } = lines.linePos(offset);
  return { path, message, line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** The position of a path in the text; for a missing key that of its parent. */
function offsetOf(path: readonly PropertyKey[], document: Document): number {
  const parent = path.slice(0, -1);
  const container = document.getIn(parent);
  if (isMap(container)) {
    const pair = container.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
    if (pair && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
  }
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if ((isScalar(node) || isCollection(node) || isAlias(node)) && node.range) return node.range[0];
  return path.length === 0 ? 0 : offsetOf(parent, document);
}

/** The path as text: `pullThroughCache.rules[0].upstream`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

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

/** A registry.yml as it is written: what it says, and where each thing stands. */
export interface SourceDocument {
  /** Undefined when `problems` has some. */
  content: unknown;
  /** Why it is no YAML, or none that a registry.yml is written in. */
  problems: Problem[];
  /** What is written at a path without quotes, if that is no text to YAML: 1.10, 012, true, ~. */
  unquoted(path: readonly PropertyKey[]): string | undefined;
  /** The content with all such values as the texts that they would be in quotes. */
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
  'its references (*) unfold to more than can be read: write out what they stand for';

/** An empty file declares nothing: that is a registry without rules, not an error. */
function contentOf(document: Document, onBomb: () => void): unknown {
  try {
    return document.toJS() ?? {};
  } catch {
    // The references are known to lead somewhere: what is left is one that unfolds without end.
    onBomb();
    return undefined;
  }
}

/** References to nothing, and keys that are no texts: YAML would give them another name than the one written. */
function oddNodes(document: Document): { offset: number; message: string }[] {
  const odd: { offset: number; message: string }[] = [];
  visit(document, {
    Value(_, node) {
      if (node.tag === undefined || coreTags.has(node.tag)) return;
      odd.push({ offset: offsetOfNode(node), message: yamlTag });
    },
    Alias(_, node) {
      if (node.resolve(document) !== undefined) return;
      const message = `*${node.source} refers to an anchor (&${node.source}), and there is none before: put the value in quotes`;
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

/** What a person may write to say what a value is: !!str 1.10. */
const coreTags = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((it) => `tag:yaml.org,2002:${it}`),
);

const yamlTag =
  'a registry.yml has no such tags of YAML (!!): remove it, or put the value in quotes';

const mergeKey = '<< merges nothing here: write out the keys';

function oddKey(key: unknown): string {
  const source = unquotedSource(key);
  if (source === undefined)
    return 'a key is a text: put it in quotes (and so a value with braces, "{{ … }}")';
  return source === ''
    ? 'a key is missing before the :'
    : `the key ${source} is no text to YAML: put it in quotes, "${source}"`;
}

function offsetOfNode(node: unknown): number {
  return (isScalar(node) || isCollection(node) || isAlias(node)) && node.range ? node.range[0] : 0;
}

/** The source of a scalar without quotes that YAML takes for a number, a yes or no, or nothing. */
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

/** Where the path stands in the text; for a key that is missing, where its parent stands. */
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

/** The path as a person would write it. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

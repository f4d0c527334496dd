import { parseAst } from 'vitest/node';
import type { Mutant, Span } from './mutant.ts';

interface Node extends Span {
  readonly type: string;
  readonly [key: string]: unknown;
}

interface Change extends Span {
  readonly to: string;
  readonly seen: Span;
}

/** What each comparison becomes: the boundary moved, and the other way round. */
const comparisons: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
};

const logical: Readonly<Record<string, string>> = { '&&': '||', '||': '&&' };

/** What is in them is evaluated later than the module. */
const later = [
  ...['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'],
  'PropertyDefinition',
];

/** Nodes of types that hold an expression; all others of TypeScript's are no code. */
const holding = ['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression'];

/** All mutants of one TypeScript file: comparisons, `&&` and `||`, true and false, negated conditions. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const changes: (Change & { atLoad: boolean })[] = [];
  // The parser's own types have one interface for each kind of node; here their common members are enough.
  walk(parseAst(text, { lang: 'ts' }) as unknown as Node, (node, atLoad) => {
    changes.push(...changesOf(node, text).map((change) => ({ ...change, atLoad })));
  });
  return changes
    .sort((one, other) => one.start - other.start)
    .map(({ start, end, to, seen, atLoad }) => {
      const lineStart = text.lastIndexOf('\n', start - 1) + 1;
      const line = text.slice(0, start).split('\n').length;
      const at = text.slice(lineStart).split('\n', 1)[0]?.trim() ?? '';
      return { file, line, start, end, from: text.slice(start, end), to, at, seen, atLoad };
    });
}

function changesOf(node: Node, text: string): Change[] {
  switch (node.type) {
    case 'BinaryExpression':
      return (comparisons[operatorOf(node)] ?? []).map((to) => operator(node, to, text));
    case 'LogicalExpression': {
      const to = logical[operatorOf(node)];
      return to === undefined ? [] : [logicalChange(node, to, text)];
    }
    case 'Literal':
      return typeof node.value === 'boolean' ? [whole(node, String(!node.value))] : [];
    case 'UnaryExpression':
      return operatorOf(node) === '!' ? [whole(node, text.slice(node.start + 1, node.end))] : [];
    case 'IfStatement':
    case 'ConditionalExpression':
      return negation(node.test as Node, text);
    default:
      return [];
  }
}

/** A condition that has no operator to change is negated. */
function negation(test: Node, text: string): Change[] {
  const plain = ['Identifier', 'CallExpression', 'MemberExpression', 'ChainExpression'];
  const awaited = test.type === 'AwaitExpression';
  const isIn = test.type === 'BinaryExpression' && comparisons[operatorOf(test)] === undefined;
  if (!plain.includes(test.type) && !awaited && !isIn) return [];
  return [whole(test, `!(${textOf(test, text)})`)];
}

const whole = (node: Node, to: string): Change => ({
  start: node.start,
  end: node.end,
  to,
  seen: { start: node.start, end: node.end },
});

function operator(node: Node, to: string, text: string): Change {
  // Only nodes of operators come here, and these have both sides.
  const { left, right } = node as unknown as { left: Node; right: Node };
  const start = text.indexOf(operatorOf(node), left.end);
  if (start === -1 || start >= right.start) throw new Error(`No operator at ${node.start}`);
  const seen = { start: node.start, end: node.end };
  return { start, end: start + operatorOf(node).length, to, seen };
}

/** In brackets, as `a || b && c` without them would be another change. */
function logicalChange(node: Node, to: string, text: string): Change {
  const { start, end } = operator(node, to, text);
  return whole(node, `(${text.slice(node.start, start)}${to}${text.slice(end, node.end)})`);
}

const operatorOf = (node: Node): string => String(node.operator);
const textOf = ({ start, end }: Span, text: string): string => text.slice(start, end);

function walk(node: Node, visit: (node: Node, atLoad: boolean) => void, atLoad = true): void {
  if (node.type.startsWith('TS') && !holding.includes(node.type)) return;
  visit(node, atLoad);
  const within = atLoad && !later.includes(node.type);
  for (const child of Object.values(node).flat()) if (isNode(child)) walk(child, visit, within);
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

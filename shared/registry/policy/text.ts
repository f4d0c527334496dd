import { StewardError } from '../../runtime/errors.ts';
import { itemSpans, memberSpan, type Span, tokensOf } from './json-spans.ts';

/**
 * A policy document that can be changed statement by statement: all else stays byte for byte, with its white space
 * and the order of its keys.
 */
export interface PolicyText {
  text: string;
  statements: readonly PlacedStatement[];
  /** The position of `Statement`: a list, or the one statement itself. */
  place: Span & { isList: boolean };
}

/** A statement of the registry policy that is known by its Sid: anybody can edit it into anything. */
export type Statement = { Sid: string } & Record<string, unknown>;

interface PlacedStatement extends Span {
  value: Record<string, unknown>;
}

/** @throws PolicyTextError when it is not a policy. */
export function parsePolicy(text: string): PolicyText {
  const document = parsed(text);
  const tokens = tokensOf(text);
  const place = isObject(document) ? memberSpan(tokens, 'Statement') : undefined;
  if (!isObject(document) || place === undefined) throw new PolicyTextError();
  const isList = Array.isArray(document.Statement);
  const spans = isList ? itemSpans(tokens, place.first) : [place];
  const statements = spans.map(({ start, end }) => {
    const value = JSON.parse(text.slice(start, end)) as Record<string, unknown>;
    return { start, end, value };
  });
  return { text, statements, place: { start: place.start, end: place.end, isList } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PolicyTextError({ cause });
  }
}

/** The text with one more statement, after the others. */
export function withStatement({ text, statements, place }: PolicyText, added: object): string {
  const last = statements.at(-1);
  const json = JSON.stringify(added);
  if (last === undefined) return splice(text, place, `[${json}]`);
  const after = splice(text, { start: last.end, end: last.end }, `,${json}`);
  if (place.isList) return after;
  const end = place.end + json.length + 1;
  return `${after.slice(0, place.start)}[${after.slice(place.start, end)}]${after.slice(end)}`;
}

/** The text with the statement at `index` replaced by another one. */
export function replacingStatement(
  { text, statements }: PolicyText,
  index: number,
  statement: object,
): string {
  const span = statements[index];
  return span ? splice(text, span, JSON.stringify(statement)) : text;
}

/** The text without the statement at `index`; undefined when that was the only one. */
export function withoutStatement(
  { text, statements }: PolicyText,
  index: number,
): string | undefined {
  if (statements.length <= 1) return undefined;
  const [before, span, after] = [statements[index - 1], statements[index], statements[index + 1]];
  if (!span) return text;
  if (before) return splice(text, { start: before.end, end: span.end }, '');
  return splice(text, { start: span.start, end: after?.start ?? span.end }, '');
}

function splice(text: string, { start, end }: Span, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

/** The registry has a policy that cannot be parsed. */
export class PolicyTextError extends StewardError {
  override name = 'PolicyTextError' as const;

  constructor(options?: ErrorOptions) {
    const remediation = 'check it with aws ecr get-registry-policy';
    super(`the registry policy is not a policy document with a Statement: ${remediation}`, options);
  }
}

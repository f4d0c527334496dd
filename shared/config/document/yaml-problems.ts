import type { ErrorCode, YAMLError } from 'yaml';

/** The parser's errors in messages of ours; the first on each line, as one causes others. */
export interface YamlProblem {
  offset: number;
  message: string;
}

/** @param lineOf - The line that an offset is on. */
export function yamlProblems(
  errors: readonly YAMLError[],
  text: string,
  lineOf: (offset: number) => number,
): YamlProblem[] {
  const tooMuch = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  const tabs = errors.filter(({ code }) => code === 'TAB_AS_INDENT');
  const causes = tabs.length > 0 ? tabs : errors;
  const first = new Map<number, YAMLError>();
  for (const error of tooMuch ? [tooMuch] : causes) {
    const line = lineOf(error.pos[0]);
    if (!first.has(line)) first.set(line, error);
  }
  return [...first.values()].map((error) => ({
    offset: error.pos[0],
    message:
      words[error.code]?.(wordAt(text, error.pos[0])) ??
      'is not valid YAML: check this line and the one above',
  }));
}

/** The text at the position, to help find it. */
function wordAt(text: string, offset: number): string {
  return (
    /^[^\s,:[\]{}#]{1,40}/.exec(text.slice(offset, offset + 41))?.[0] ??
    text.slice(offset, offset + 1).trim()
  );
}

const inQuotes = 'put the value in quotes';

const notClosed = 'a quote, ] or } before this is not closed, or a : after a key is missing';

const words: { [code in ErrorCode]?: (word: string) => string } = {
  TAB_AS_INDENT: () => 'a line starts with a tab: use spaces for indentation',
  BAD_INDENT: () =>
    'the indentation differs from that of the lines it belongs to, or a ] or } is missing before it',
  DUPLICATE_KEY: (word) => `the key ${word} is here twice: keep one of them`,
  MULTIPLE_DOCS: () => 'a second document starts here (--- or ...): a file may have one',
  MISSING_CHAR: () => notClosed,
  MULTILINE_IMPLICIT_KEY: () => notClosed,
  KEY_OVER_1024_CHARS: () => notClosed,
  BLOCK_AS_IMPLICIT_KEY: () =>
    `a key or a list item starts where a value is: put it on its own line, or ${inQuotes}`,
  BLOCK_IN_FLOW: () => 'within [ ] and { } list items with - and texts with | or > are not allowed',
  BAD_SCALAR_START: (word) => `a value cannot start with ${word.slice(0, 1)}: ${inQuotes}`,
  BAD_ALIAS: () => `a value cannot start with *, which refers to an anchor (&): ${inQuotes}`,
  ALIAS_PROPS: () => 'a reference (*) cannot have an anchor or tag: remove it',
  BAD_DQ_ESCAPE: () => 'in double quotes \\ starts an escape: use single quotes',
  UNEXPECTED_TOKEN: (word) =>
    `${word === '' ? 'the text' : word} is not expected here: ${inQuotes}, or check whether something before it is not closed`,
  BAD_DIRECTIVE: () =>
    'a line that starts with % is a directive, and this one is unknown: remove it',
  MULTIPLE_ANCHORS: () => 'a value can have one anchor (&): remove one',
  MULTIPLE_TAGS: () => 'a value can have one tag (!): remove it',
  TAG_RESOLVE_FAILED: (word) =>
    `${word} is a tag of YAML, which is not allowed here: remove it, or ${inQuotes}`,
  RESOURCE_EXHAUSTION: () => 'is nested too deeply to be read',
};

import type { ErrorCode, YAMLError } from 'yaml';

/** What the parser says of a file that is no YAML, in words of ours; the first on each line, as one breeds more. */
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
      'is no YAML: look at this line and the one above',
  }));
}

/** What stands at the place, as far as it helps to find it. */
function wordAt(text: string, offset: number): string {
  return (
    /^[^\s,:[\]{}#]{1,40}/.exec(text.slice(offset, offset + 41))?.[0] ??
    text.slice(offset, offset + 1).trim()
  );
}

const inQuotes = 'put the value in quotes';

const notClosed = 'something is not closed before: a quote, ] or }, or a : after a key is missing';

const words: { [code in ErrorCode]?: (word: string) => string } = {
  TAB_AS_INDENT: () => 'a line starts with a tab: YAML takes spaces only',
  BAD_INDENT: () =>
    'the line does not start in the column of the lines that it belongs to, or a ] or } is missing before it',
  DUPLICATE_KEY: (word) => `the key ${word} stands twice here: keep one of them`,
  MULTIPLE_DOCS: () => 'a second document starts here (--- or ...): a file has one',
  MISSING_CHAR: () => notClosed,
  MULTILINE_IMPLICIT_KEY: () => notClosed,
  KEY_OVER_1024_CHARS: () => notClosed,
  BLOCK_AS_IMPLICIT_KEY: () =>
    `a key or a list item starts where a value is: put it on a line of its own, or ${inQuotes}`,
  BLOCK_IN_FLOW: () => 'within [ ] and { } there are no lines with - and no | or > texts',
  BAD_SCALAR_START: (word) => `a value cannot start with ${word.slice(0, 1)}: ${inQuotes}`,
  BAD_ALIAS: () => `a value cannot start with *, which refers to an anchor (&): ${inQuotes}`,
  ALIAS_PROPS: () => 'a reference (*) has no anchor or tag of its own: remove it',
  BAD_DQ_ESCAPE: () => 'in double quotes a \\ has a meaning of its own: take single quotes',
  UNEXPECTED_TOKEN: (word) =>
    `${word === '' ? 'something' : word} is not expected here: ${inQuotes}, or look for what is not closed before`,
  BAD_DIRECTIVE: () => 'a line that starts with % is a directive, and this is none: remove it',
  MULTIPLE_ANCHORS: () => 'a value has one anchor (&) at most: remove one',
  MULTIPLE_TAGS: () => 'a value has one tag (!) at most: remove it',
  TAG_RESOLVE_FAILED: (word) =>
    `${word} is a tag of YAML, which a registry.yml has none of: remove it, or ${inQuotes}`,
  RESOURCE_EXHAUSTION: () => 'is nested too deeply to be read',
};

/**
 * Whether what was printed is what a page shows. `…` in a line stands for anything within the line, a line that is
 * only `…` for any lines, also none. Spaces at the end of a line and empty lines at the end do not count.
 *
 * @returns what differs, with all that was printed; undefined where nothing does.
 */
export function difference(shown: string, printed: string): string | undefined {
  const expected = linesOf(shown);
  const actual = linesOf(printed);
  if (matches(expected, actual)) return undefined;
  const upTo = expected.findLastIndex((_, at) => begins(expected.slice(0, at + 1), actual)) + 1;
  const wrong = expected[upTo] ?? '(nothing more)';
  return `not printed so: ${wrong}\nwhat was printed:\n${actual.join('\n')}`;
}

function linesOf(text: string): string[] {
  return text
    .replaceAll(/[ \t]+$/gm, '')
    .trimEnd()
    .split('\n');
}

function matches(expected: readonly string[], actual: readonly string[]): boolean {
  return new RegExp(`^${patternOf(expected)}$`).test(textOf(actual));
}

function begins(expected: readonly string[], actual: readonly string[]): boolean {
  return new RegExp(`^${patternOf(expected)}`).test(textOf(actual));
}

/** Each line ends, the last one too: so a line that stands for any lines may stand for none. */
function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function patternOf(lines: readonly string[]): string {
  return lines
    .map((line) =>
      line.trim() === '…' ? '(?:.*\\n)*?' : `${line.split('…').map(RegExp.escape).join('.*')}\\n`,
    )
    .join('');
}

import { stderr, stdout } from 'node:process';
import { styleText } from 'node:util';
import { tableLines } from './table.ts';
import { widthOf, wrap } from './wrap.ts';

/** Prints a line of the answer on stdout; progress and errors go to stderr. */
export function print(line = ''): void {
  write(stdout, line);
}

/** Prints a line that a person copies or a program reads: never wrapped. */
export function printWhole(line: string): void {
  stdout.write(`${safe(line)}\n`);
}

/** Prints a text as it is, to the byte, so that it can be piped into a file; on a terminal without control characters. */
export function printExactly(text: string): void {
  stdout.write(stdout.isTTY ? safe(text) : text);
}

/** Prints on stderr: an error, a note, or progress. */
export function printAside(line: string): void {
  write(stderr, line);
}

/** A terminal gets wrapped lines, a pipe whole ones. */
function write(stream: NodeJS.WriteStream, line: string): void {
  const width = widthOf(stream);
  stream.write(`${width === undefined ? safe(line) : wrap(safe(line), width)}\n`);
}

/**
 * A name without control characters. Names come from whoever pushes, and could otherwise control the terminal or forge
 * a line.
 */
export function visible(name: string): string {
  return name.replace(/\p{Cc}/gu, escaped);
}

/** Escapes all control characters but our own line breaks and colours. */
function safe(text: string): string {
  return text.replace(/\p{Cc}/gu, (character, at: number) => {
    const isColour = character === '\x1b' && /^\[[\d;]*m/.test(text.slice(at + 1, at + 12));
    return character === '\n' || isColour ? character : escaped(character);
  });
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Prints the one JSON object that --json asks for. */
export function printJson(answer: object): void {
  printWhole(JSON.stringify(answer));
}

export type Style = Parameters<typeof styleText>[0];

/**
 * Colours on a terminal, plain text in a pipe or with NO_COLOR.
 *
 * @param stream - Where the text is printed; default standard output.
 */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = stdout): string {
  return styleText(style, visible(text), { stream });
}

/** A table for standard output, as wide as the terminal at most; see `tableLines`. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const titles = head.map((title) => paint('bold', title));
  const cells = rows.map((row) => row.map(visible));
  return tableLines({ head: titles, rows: cells }, widthOf(stdout)).join('\n');
}

const figures = new Intl.NumberFormat('en');

/** 10056 as 10,056. */
export function figure(value: number): string {
  return figures.format(value);
}

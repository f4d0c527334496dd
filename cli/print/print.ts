import { stderr, stdout } from 'node:process';
import { styleText } from 'node:util';
import { tableLines } from './table.ts';
import { widthOf, wrap } from './wrap.ts';

/** Prints a line of the answer; progress and errors go to stderr, so that a pipe gets the answer alone. */
export function print(line = ''): void {
  write(stdout, line);
}

/** Prints what is to be copied or read by a program: in one piece, however long it is. */
export function printWhole(line: string): void {
  stdout.write(`${safe(line)}\n`);
}

/** Prints what is not the answer: an error, or news of what goes on. */
export function printAside(line: string): void {
  write(stderr, line);
}

/** On a terminal no word is split where the line ends; in a pipe lines are as they are. */
function write(stream: NodeJS.WriteStream, line: string): void {
  const width = widthOf(stream);
  stream.write(`${width === undefined ? safe(line) : wrap(safe(line), width)}\n`);
}

/**
 * A name as it can be shown in a line. Names come from whoever pushes: one with control characters
 * could otherwise steer the terminal, or forge a line.
 */
export function visible(name: string): string {
  return name.replace(/\p{Cc}/gu, escaped);
}

/** Lets nothing through that steers a terminal, but for the line breaks and colours that we print. */
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
 * @param stream - Where it is going to be printed; default standard output.
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

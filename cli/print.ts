import { stderr, stdout } from 'node:process';
import { styleText } from 'node:util';
import Table from 'cli-table3';

/** Prints a line of the answer; progress and errors go to stderr, so that a pipe gets the answer alone. */
export function print(line = ''): void {
  stdout.write(`${safe(line)}\n`);
}

/** Prints what is not the answer: an error, or news of what goes on. */
export function printAside(line: string): void {
  stderr.write(`${safe(line)}\n`);
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
  print(JSON.stringify(answer));
}

export type Style = Parameters<typeof styleText>[0];

/** Colours on a terminal, plain text in a pipe or with NO_COLOR. */
export function paint(style: Style, text: string): string {
  return styleText(style, visible(text), { stream: stdout });
}

/** A table without lines: the first column to the left, figures to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = new Table({
    head: head.map((title) => paint('bold', title)),
    colAligns: head.map((_, column) => (column === 0 ? 'left' : 'right')),
    chars: borderless,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  lines.push(...rows.map((row) => row.map(visible)));
  return lines
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

const borderless = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left']
    .concat(['bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'])
    .map((place) => [place, '']),
);

const figures = new Intl.NumberFormat('en');

/** 10056 as 10,056. */
export function figure(value: number): string {
  return figures.format(value);
}

import { stripVTControlCharacters } from 'node:util';
import { columnsOf } from './wrap.ts';

/** The cells of a table: the first of a row is a name, the others are figures. */
export interface Rows {
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

const GAP = 2;

/** The least columns for names: with fewer, rows are stacked. */
const LEAST_NAME = 16;

/**
 * A table without borders: names to the left, figures to the right. Where it is wider than the terminal, names are
 * broken; where that leaves no room for them, each row becomes a line with its name and one with its figures.
 *
 * @param width - Columns of the terminal; undefined where there is none.
 */
export function tableLines({ head, rows }: Rows, width = Number.POSITIVE_INFINITY): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, at) => Math.max(...all.map((row) => columnsOf(row[at] ?? ''))));
  const [names = 0, ...figures] = widths;
  const room = width - figures.reduce((sum, it) => sum + it + GAP, 0);
  if (names > room && room < LEAST_NAME) return rows.flatMap((row) => stacked(head, row, width));
  const first = Math.min(names, room);
  return all.flatMap(([name = '', ...cells]) => {
    const aligned = cells.map((cell, at) => toTheRight(cell, GAP + (figures[at] ?? 0))).join('');
    const [start = '', ...rest] = brokenName(name, first);
    return [`${toTheLeft(start, first)}${aligned}`, ...rest.map((it) => `  ${it}`)];
  });
}

/** The name, and below it the figures with their titles. */
function stacked(head: readonly string[], [name = '', ...cells]: readonly string[], width: number) {
  const titles = head.map((title) => stripVTControlCharacters(title).toLowerCase());
  const parts = cells.map((cell, at) => `${cell} ${titles[at + 1]}`);
  const lines: string[] = [];
  for (const part of parts) {
    const longer = `${lines.at(-1)}, ${part}`;
    if (lines.length > 0 && columnsOf(longer) < width) lines.splice(-1, 1, longer);
    else lines.push(`  ${part}`);
  }
  const figures = lines.map((line, at) => (at < lines.length - 1 ? `${line},` : line));
  return [...brokenName(name, width).map((it, at) => (at === 0 ? it : `  ${it}`)), ...figures];
}

/** Broken after a slash, else after a hyphen or dot, else anywhere, so that no line is wider than the column. */
function brokenName(name: string, width: number): string[] {
  if (columnsOf(name) <= width) return [name];
  const lines: string[] = [];
  let current = '';
  const room = () => (lines.length === 0 ? width : width - 2);
  const fits = (text: string) => columnsOf(text) <= room();
  for (const part of partsOf(name, width - 2)) {
    if (!fits(current + part) && current !== '') {
      lines.push(current);
      current = '';
    }
    for (const character of part) {
      if (!fits(current + character)) {
        lines.push(current);
        current = '';
      }
      current += character;
    }
  }
  return [...lines, current];
}

function partsOf(name: string, width: number): string[] {
  const wide = (part: string) => columnsOf(part) > width;
  return name.split(/(?<=\/)/).flatMap((it) => (wide(it) ? it.split(/(?<=[_.-])/) : [it]));
}

function toTheLeft(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columnsOf(text)));
}

function toTheRight(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - columnsOf(text))) + text;
}

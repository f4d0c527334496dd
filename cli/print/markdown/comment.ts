import { figure } from '../print.ts';
import { code } from './inert.ts';

/** A comment on a pull request. Its texts are Markdown already: by `code`, `prose` and `fence`. */
export interface Comment {
  /** `plan: 2 to create` */
  title: string;
  /** Paragraphs between the title and the table. */
  lines: readonly string[];
  head: readonly string[];
  /** The most important ones first: what does not fit is only counted. */
  rows: readonly (readonly string[])[];
  /** Below the table, closed until somebody opens them. */
  details: readonly Detail[];
  /** Paragraphs at the end. */
  notes: readonly string[];
  /** The command that shows all. */
  command: string;
}

export interface Detail {
  /** HTML, by `htmlCode`. */
  summary: string;
  body: string;
}

/**
 * GitHub refuses a comment of more than 65,536 characters. The rest is for what a workflow adds, such as a mark by which
 * it finds its comment again.
 */
export const MOST_CHARACTERS = 60_000;

/** For the sentences that say what was left out. */
const RESERVED = 500;

/** The Markdown of a comment, in at most MOST_CHARACTERS: rows first, then details, as far as there is room. */
export function comment(of: Comment): string {
  const title = `## ecr-steward ${of.title}`;
  const before = [title, ...of.lines];
  const fixed = [...before, ...of.notes].reduce((sum, it) => sum + it.length + 2, 0);
  const head = of.rows.length > 0 ? [row(of.head), row(of.head.map(() => '---'))] : [];
  const room = MOST_CHARACTERS - RESERVED - fixed - head.join('\n').length;
  const rows = fitting(of.rows.map(row), room, 1);
  const taken = rows.reduce((sum, it) => sum + it.length + 1, 0);
  const details = fitting(of.details.map(detail), room - taken, 2);
  const left = [
    ...leftOut(of.rows.length - rows.length, 'row'),
    ...leftOut(of.details.length - details.length, 'detail'),
  ];
  const parts = [
    ...before,
    ...(rows.length > 0 ? [[...head, ...rows].join('\n')] : []),
    ...details,
    ...(left.length > 0 ? [`${left.join(', ')}: ${code(of.command)} shows all.`] : []),
    ...of.notes,
  ];
  return parts.join('\n\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function detail({ summary, body }: Detail): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** What is longer than this part of the room would hide what comes after it. */
const LARGEST_SHARE = 1 / 4;

/** The first ones that fit, without those that are too long for any comment. */
function fitting(texts: readonly string[], room: number, between: number): string[] {
  const usual = texts.filter((text) => text.length <= room * LARGEST_SHARE);
  let left = room;
  const end = usual.findIndex((text) => {
    left -= text.length + between;
    return left < 0;
  });
  return end === -1 ? usual : usual.slice(0, end);
}

function leftOut(number: number, what: 'row' | 'detail'): string[] {
  return number === 0 ? [] : [`and ${figure(number)} more ${number === 1 ? what : `${what}s`}`];
}

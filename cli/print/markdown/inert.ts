import { clipped, oneLine } from '../../../shared/alerts/quote.ts';

/**
 * Texts from a registry in Markdown: names, reasons and policies come from whoever pushes or may change the registry.
 * None of them can end a table or a fence, format anything, become HTML or a link, or notify a user of GitHub or GitLab.
 */

/** The most characters of a text in a cell. */
const MOST_CHARACTERS = 500;

/** A name as code: `platform/web:1.4.2`. In code neither GitHub nor GitLab looks for mentions and links. */
export function code(text: string): string {
  const line = oneLine(text, MOST_CHARACTERS);
  // A space at an end would be lost, a backslash before a pipe is read in two ways, and backticks end the code.
  const isPlain = line !== '' && !/[`|]|^\s|\s$/.test(line);
  return isPlain ? `\`${line}\`` : `<code>${spaced(line, /[^A-Za-z0-9 ]/gu)}</code>`;
}

/** The same as HTML, for where Markdown is not read: within <summary>. */
export function htmlCode(text: string): string {
  return `<code>${entities(oneLine(text, MOST_CHARACTERS), /[&<>"'`]/g)}</code>`;
}

/** A sentence, with texts from outside in it. */
export function prose(text: string): string {
  const line = oneLine(text, MOST_CHARACTERS).trim();
  return spaced(line, /[\\`*_[\]<>&~|$]|^[-+=#>]|^\d+(?=[.)])/g);
}

/** A text of several lines in a fence that it cannot end. */
export function fence(text: string, language: string): string {
  const lines = text.split('\n').map((line) => oneLine(line, MOST_CHARACTERS));
  const runs = lines.join('\n').match(/`+/g) ?? [];
  const marks = '`'.repeat(Math.max(3, ...runs.map(({ length }) => length + 1)));
  return `${marks}${language}\n${lines.join('\n')}\n${marks}`;
}

/** The first lines of a text, and how many more there are. */
export function firstLines(text: string, most: number): string {
  const lines = text.split('\n');
  const left = lines.length - most;
  const kept = lines.slice(0, most).map((line) => clipped(line, MOST_CHARACTERS));
  return left > 0 ? [...kept, `… and ${left} more lines`].join('\n') : lines.join('\n');
}

/** No other text has it, as `oneLine` has escaped it there. */
const SPACE = '\u200b';

/**
 * A zero-width space where a mention, a reference or an address would be found in the finished HTML, where entities do
 * not help: @team, #12, !12, ~label, https://, www., GH-12.
 */
function apart(line: string): string {
  return line
    .replace(/[@#!$%~&](?=\S)/g, `$&${SPACE}`)
    .replace(/:\/\//g, `:${SPACE}//`)
    .replace(/www(?=\.)/gi, `$&${SPACE}`)
    .replace(/\bGH-(?=\d)/gi, `$&${SPACE}`);
}

function spaced(line: string, which: RegExp): string {
  const pieces = apart(line).split(SPACE);
  return pieces.map((it) => entities(it, which)).join('&#8203;');
}

function entities(text: string, which: RegExp): string {
  return text.replace(which, (all) => [...all].map((it) => `&#${it.codePointAt(0)};`).join(''));
}

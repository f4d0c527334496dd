import { globSync, readFileSync } from 'node:fs';
import { replaced } from './words.ts';

/** Folders whose texts and comments are in the words of the glossary. */
const areas = ['cli', 'docs/generate'];

/** Phrases that mean nothing to a reader of these sources, with what to say instead. */
const odd: readonly { not: RegExp; use: string }[] = [
  { not: /\btells?\b|\b(is|are|was|were|be|not) told\b/gi, use: 'print, show, report' },
  { not: /\blook(s|ed|ing)? (at|into)\b|\bhave a look\b/gi, use: 'check' },
  { not: /\bholds?( \S+){1,6} against\b|\bheld against\b/gi, use: 'check' },
  { not: /\b(goes|go) by\b/gi, use: 'use, follow' },
  { not: /\b(is|are) to be\b/gi, use: 'must be' },
  { not: /\bact(s)? from now on\b|\bwho acts\b|\bsays more than\b/gi, use: 'enforce, wider' },
  { not: /\ball right\b|\bright would be\b|\bwrong by\b/gi, use: 'no violations, valid, violate' },
  { not: /\b(stands?|has) no more\b|\bbe dealt with\b|\bwere dealt with\b/gi, use: 'finished' },
  { not: /\bnobody (knows|was|is)\b|\bwhoever listens\b/gi, use: 'unknown, nothing was' },
  { not: /\bmakes? an act\b|\ban act\b|\bof an act\b/gi, use: 'action' },
];

/** All sources of these folders. */
export function sourceFiles(): string[] {
  return areas.flatMap((area) => globSync(`${area}/**/*.{ts,cjs,md,yml}`)).sort();
}

/** What a source says in words that are no longer used, in texts and comments: `file:line "words": say others`. */
export function replacedInSource(file: string, text = readFileSync(file, 'utf8')): string[] {
  const { joined, lineAt } = joinLines(text);
  return [...replaced, ...odd].flatMap(({ not, use }) =>
    [...joined.matchAll(not)]
      .filter((match) => !isPartOfName(joined, match))
      .map((match) => `${file}:${lineAt(match.index)} "${match[0]}": say ${use}`),
  );
}

/** A phrase may go on in the next line of a comment: its indent and its star are left out. */
function joinLines(text: string): { joined: string; lineAt: (at: number) => number } {
  const starts: number[] = [];
  let joined = '';
  for (const line of text.split('\n')) {
    starts.push(joined.length);
    joined += `${line.replace(/^\s*(\*(?!\/)|\/\/)?\s*/, '')} `;
  }
  return { joined, lineAt: (at) => starts.findLastIndex((start) => start <= at) + 1 };
}

/** `scan-sweep`, `scanning.sweep`, `scanning/sweep.ts` and `sweep: {}` are names, which do not change. */
function isPartOfName(text: string, { 0: match, index }: RegExpExecArray | RegExpMatchArray) {
  const at = index ?? 0;
  const after = text.slice(at + match.length);
  return /[./-]$/.test(text.slice(0, at)) || /^([./-]\w|: *(?:[[{]|none\b))/.test(after);
}

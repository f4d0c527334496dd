import { replaced } from './words.ts';

type Replaced = (typeof replaced)[number];

/** Words that sources do not use either: each has a plain term. */
const replacedInSources: readonly Replaced[] = [
  ...replaced,
  { not: /\b(told|tells?|telling)\b/gi, use: 'report, notify, return, send' },
  { not: /\bdoors?\b/gi, use: 'API, endpoint, handler' },
  { not: /\blaptops?\b/gi, use: 'local AWS, machine' },
  { not: /\bmade[- ]up\b/gi, use: 'generated, synthetic' },
  { not: /\b(is|are|was|were) looked at\b|\bheld against\b/gi, use: 'checked, compared' },
  { not: /\bpull-through cache\b/gi, use: 'pull through cache' },
];

/** Also the phrases that the command and the generated pages say otherwise: a person reads each of them. */
export const replacedInCommand: readonly Replaced[] = [
  ...replacedInSources,
  { not: /\blook(s|ed|ing)? (at|into)\b|\bhave a look\b/gi, use: 'check' },
  { not: /\bholds?( \S+){1,6} against\b/gi, use: 'check' },
  { not: /\bgo(es)? by\b/gi, use: 'use' },
  { not: /\b(is|are) to be\b/gi, use: 'must be' },
  { not: /\bact(s)? from now on\b|\bsays more than\b/gi, use: 'enforced, wider' },
  { not: /\ball right\b|\bright would be\b|\bwrong by\b/gi, use: 'no violations, suggestion' },
  { not: /\b(be|were|was) dealt with\b/gi, use: 'finished, enforced' },
  { not: /\bnobody (knows|was|is)\b/gi, use: 'unknown' },
  { not: /\ban act\b/gi, use: 'action' },
];

/**
 * What the comments and texts of a source say in words that are no longer used, with the words to use. Identifiers
 * are left out: `Math.floor` is none.
 *
 * @param options.allowed - Words that mean something else in this file.
 * @param options.phrases - What is replaced; default: what is in all sources.
 */
export function replacedInSource(
  file: string,
  text: string,
  {
    allowed,
    phrases = replacedInSources,
  }: { allowed?: RegExp | undefined; phrases?: readonly Replaced[] } = {},
): string[] {
  return [...text.matchAll(prose)].flatMap((match) => {
    const [part, ...groups] = match;
    const words = groups.find((it) => it !== undefined) ?? part;
    return wordsOf(words, phrases)
      .filter((it) => !allowed?.test(it.word))
      .map(({ word, use }) => `${file}:${lineAt(text, match.index)} "${word}": say ${use}`);
  });
}

function wordsOf(words: string, phrases: readonly Replaced[]): { word: string; use: string }[] {
  // A term may go on in the next line; the names of a function and of a key stay.
  const flat = words
    .replace(/\n\s*\* ?/g, ' ')
    .replace(/\$\{[^}]*\}/g, '…')
    .replace(/scan-sweep|scanning[./]sweep/g, '');
  return phrases.flatMap(({ not, use }) =>
    [...flat.matchAll(not)].map(([word]) => ({ word, use })),
  );
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** Comments, then strings in each kind of quotes. */
const prose =
  /\/\*([\s\S]*?)\*\/|(?<=^|\s)\/\/(.*)$|'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/gm;

import { replaced } from './words.ts';

/** Words that sources do not use either: each has a plain term. */
const replacedInSources: readonly { not: RegExp; use: string }[] = [
  ...replaced,
  { not: /\b(told|tells?|telling)\b/gi, use: 'report, notify, return, send' },
  { not: /\bdoors?\b/gi, use: 'API, endpoint, handler' },
  { not: /\blaptops?\b/gi, use: 'local AWS, machine' },
  { not: /\bmade[- ]up\b/gi, use: 'generated, synthetic' },
  { not: /\b(is|are|was|were) looked at\b|\bheld against\b/gi, use: 'checked, compared' },
  { not: /\bpull-through cache\b/gi, use: 'pull through cache' },
];

/**
 * What the comments and texts of a source say in words that are no longer used, with the words to use. Identifiers
 * are left out: `Math.floor` is none.
 *
 * @param allowed words that mean something else in this file
 */
export function replacedInSource(file: string, text: string, allowed?: RegExp): string[] {
  return [...text.matchAll(prose)].flatMap((match) => {
    const [part, ...groups] = match;
    const words = groups.find((it) => it !== undefined) ?? part;
    return wordsOf(words)
      .filter((it) => !allowed?.test(it.word))
      .map(({ word, use }) => `${file}:${lineAt(text, match.index)} "${word}": say ${use}`);
  });
}

function wordsOf(words: string): { word: string; use: string }[] {
  // A term may go on in the next line; the name of a function stays.
  const flat = words
    .replace(/\n\s*\* ?/g, ' ')
    .replace(/\$\{[^}]*\}/g, '…')
    .replaceAll('scan-sweep', '');
  return replacedInSources.flatMap(({ not, use }) =>
    [...flat.matchAll(not)].map(([word]) => ({ word, use })),
  );
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** Comments, then strings in each kind of quotes. */
const prose =
  /\/\*([\s\S]*?)\*\/|(?<=^|\s)\/\/(.*)$|'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/gm;

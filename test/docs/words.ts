import { visit } from 'unist-util-visit';
import type { Page } from './page.ts';

/** Words that another one has replaced, by the glossary of CONTRIBUTING.md: only those that mean nothing else. */
export const replaced: readonly { not: RegExp; use: string }[] = [
  { not: /\bembedded AWS\b|\bAWS on the laptop\b/gi, use: 'local AWS' },
  { not: /\brehears/gi, use: 'dry run, plan, lifecycle policy preview' },
  { not: /\btell(s|ing)? (people|somebody)\b/gi, use: 'notify' },
  { not: /\b(is|are|was|were|be|been|being) told\b/gi, use: 'is reported, notify' },
  { not: /\bjournal\b/gi, use: 'audit log' },
  { not: /\bwrong (name|tag)s?\b/gi, use: 'naming violation, invalid tag' },
  { not: /\b(made|make|making|changed?) by hand\b/gi, use: 'created manually' },
  { not: /\b(others|somebody|somebody else) (has |have )?made\b/gi, use: 'created manually' },
  { not: /\b(takes?|taken|taking|took)( \S+){0,3} (away|back)\b/gi, use: 'remove, undo, release' },
  { not: /\bways? back\b/gi, use: 'undo, release' },
  { not: /\bremed(y|ies)\b|\bcures?\b/gi, use: 'remediation, how to fix it' },
  { not: /\bsweeps?\b/gi, use: 'scheduled run' },
  { not: /\bfloors?\b|\bthe house\b/gi, use: 'layer, module' },
  { not: /\bmay act\b|\blets? (it|them|rules|a rule|the rules|no rule) act\b/gi, use: 'enforce' },
  { not: /\brules? (that|which) acts?\b/gi, use: 'enforce' },
];

/** The same for comments and messages of the source: there these words mean nothing else either. */
export const replacedInSource: typeof replaced = [
  ...replaced,
  { not: /\b(tells?|telling|told)\b/gi, use: 'notify, is reported' },
  { not: /\b(an|the|each|every|this|no|two) acts?\b/gi, use: 'action' },
  { not: /\b(is|are|was) over\b|\bOver: /g, use: 'resolved' },
  { not: /\bpeople (are|were|know)\b/gi, use: 'notify, is reported' },
  { not: /\bstands? no more\b|\bto be seen to\b|\bheld against\b/gi, use: 'resolved, drift' },
  { not: /\btakes? (it|them|a tag|the tag) (away|back)\b/gi, use: 'remove a tag, undo' },
];

/** What a file of the source says in words that are no longer used. A term may go on in the next line. */
export function replacedInFile(file: string, source: string): string[] {
  // Line by line as in the file, without what begins the line of a comment, and without names.
  const text = source
    .replace(/Math\.floor|scan-sweep/g, 'name')
    .replace(/\n[ \t]*(\/\/|\*(?!\/)|#|--)?[ \t]*/g, '\n');
  const joined = text.replaceAll('\n', ' ');
  return replacedInSource.flatMap(({ not, use }) =>
    [...joined.matchAll(not)].map(({ 0: match, index }) => {
      const line = text.slice(0, index).split('\n').length;
      return `${file}:${line} "${match}": say ${use}`;
    }),
  );
}

/** What a page says in words that are no longer used, with the words to use. Code and output are left out. */
export function replacedWords({ file, tree }: Pick<Page, 'file' | 'tree'>): string[] {
  const found: string[] = [];
  const isSkipped = sectionOf(tree, 'Glossary');
  visit(tree, 'text', ({ value, position }) => {
    const start = position?.start.line ?? 0;
    if (isSkipped(start)) return;
    // A term may go on in the next line.
    const text = value.replaceAll('\n', ' ');
    for (const { not, use } of replaced) {
      for (const [match, at] of [...text.matchAll(not)].map((it) => [it[0], it.index] as const)) {
        const line = start + value.slice(0, at).split('\n').length - 1;
        found.push(`${file}:${line} "${match}": say ${use}`);
      }
    }
  });
  return found;
}

/** Whether a line is in the section with this heading: the glossary has the words of both columns. */
function sectionOf(tree: Page['tree'], title: string): (line: number) => boolean {
  const headings = tree.children.filter(({ type }) => type === 'heading');
  const at = headings.findIndex((heading) => JSON.stringify(heading).includes(`"${title}"`));
  const from = headings[at]?.position?.start.line ?? Number.POSITIVE_INFINITY;
  const to = headings[at + 1]?.position?.start.line ?? Number.POSITIVE_INFINITY;
  return (line) => line >= from && line < to;
}

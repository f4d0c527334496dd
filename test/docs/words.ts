import { visit } from 'unist-util-visit';
import type { Page } from './page.ts';

/** Words that another one has replaced, by the glossary of CONTRIBUTING.md: only those that mean nothing else. */
const replaced: readonly { not: RegExp; use: string }[] = [
  { not: /\bembedded AWS\b|\bAWS on the laptop\b/gi, use: 'local AWS' },
  { not: /\brehears/gi, use: 'dry run, plan, lifecycle policy preview' },
  { not: /\btell(s|ing)? (people|somebody)\b/gi, use: 'notify' },
  { not: /\b(is|are|was|were|be|been|being) told\b/gi, use: 'is reported, is notified' },
  { not: /\bjournal\b/gi, use: 'audit log' },
  { not: /\bwrong (name|tag)s?\b/gi, use: 'naming violation, invalid tag' },
  { not: /\b(made|make|making|changed?) by hand\b/gi, use: 'created manually, changed manually' },
  { not: /\b(others|somebody|somebody else) (has |have )?made\b/gi, use: 'created manually' },
  { not: /\b(takes?|taken|taking|took)( \S+){0,3} (away|back)\b/gi, use: 'remove, undo, release' },
  { not: /\bways? back\b/gi, use: 'undo, release' },
  { not: /\bremed(y|ies)\b|\bcures?\b/gi, use: 'remediation, how to fix it' },
  { not: /\bsweeps?\b/gi, use: 'scheduled run' },
  { not: /\bfloors?\b|\bthe house\b/gi, use: 'layer, module' },
  { not: /\bmay act\b|\blets? (it|them|rules|a rule|the rules|no rule) act\b/gi, use: 'enforce' },
  { not: /\brules? (that|which) acts?\b/gi, use: 'rule that is enforced' },
];

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

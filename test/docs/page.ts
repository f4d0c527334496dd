import { globSync, readFileSync } from 'node:fs';
import type { Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { visit } from 'unist-util-visit';
import { isTemplate } from './files.ts';

/** A block of code of a page. */
export interface Block {
  kind: 'block';
  /** Of its first fence, from 1. */
  line: number;
  /** `sh`, `console`, `yaml`, `json`; empty where there is none. */
  language: string;
  /** What stands after the language: `other`, or `not-run: needs an AWS account`. */
  meta: string;
  text: string;
}

/** A comment that sets the stage: `<!-- registry: small.json -->`. */
export interface Directive {
  kind: 'directive';
  line: number;
  name: string;
  value: string;
}

export type Step = Block | Directive;

/** A page of the documentation, as it is read and as it is run. */
export interface Page {
  /** From the checkout: `docs/getting-started.md` */
  file: string;
  text: string;
  tree: Root;
  /** In the order of the page. */
  steps: readonly Step[];
}

/** README.md and all below docs/. */
export function allPages(): Page[] {
  const below = globSync('docs/**/*.md').filter((file) => !isTemplate(file));
  return ['README.md', ...below.sort()].map(readPage);
}

export function readPage(file: string): Page {
  return parsePage(file, readFileSync(file, 'utf8'));
}

export function parsePage(file: string, text: string): Page {
  const tree = fromMarkdown(text);
  const steps: Step[] = [];
  visit(tree, (node) => {
    const line = node.position?.start.line ?? 0;
    if (node.type === 'code') {
      const { lang, meta, value } = node;
      steps.push({ kind: 'block', line, language: lang ?? '', meta: meta ?? '', text: value });
    }
    if (node.type !== 'html') return;
    const [, name, value = ''] =
      /^<!--\s*([a-z-]+)(?::\s*([\s\S]*?))?\s*-->$/.exec(node.value) ?? [];
    if (name !== undefined) steps.push({ kind: 'directive', line, name, value });
  });
  return { file, text, tree, steps };
}

export function blocksOf({ steps }: Page): Block[] {
  return steps.filter((step) => step.kind === 'block');
}

/** Why a block is not run; undefined where it is. */
export function notRunBecause({ meta }: Block): string | undefined {
  return /^not-run:\s*(.*)$/.exec(meta)?.[1];
}

export function isRun(step: Step): step is Block {
  if (step.kind !== 'block') return false;
  return /^(sh|console)$/.test(step.language) && notRunBecause(step) === undefined;
}

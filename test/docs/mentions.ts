import type { Node } from 'mdast';
import { SKIP, visit } from 'unist-util-visit';
import { parse } from 'yaml';
import { blocksOf, type Page } from './page.ts';

/** What a page says as code. */
export interface Mentions {
  /** Each piece of inline code. */
  inline: ReadonlySet<string>;
  /** The text of all blocks. */
  blocks: string;
  /** The first level of all samples of registry.yml. */
  keys: ReadonlySet<string>;
}

/** Of all these pages together. */
export function mentionsIn(pages: readonly Page[]): Mentions {
  const blocks = pages.flatMap(blocksOf);
  const samples = blocks.filter(({ language, meta }) => language === 'yaml' && meta === '');
  return {
    inline: new Set(pages.flatMap(({ tree }) => inlineCodeIn(tree))),
    blocks: blocks.map(({ text }) => text).join('\n'),
    keys: new Set(samples.flatMap(({ text }) => Object.keys(parse(text) ?? {}))),
  };
}

function inlineCodeIn(node: Node): string[] {
  const found: string[] = [];
  visit(node, (it) => {
    if (it.type === 'code') return SKIP;
    if (it.type === 'inlineCode' && 'value' in it) found.push(String(it.value));
    return undefined;
  });
  return found;
}

/** A key of the first level of registry.yml is in a sample, and is explained. */
export function explainsKey({ inline, keys }: Mentions, key: string): boolean {
  const named = new RegExp(`^${key}(?::|$|[.[])`);
  return keys.has(key) && [...inline].some((code) => named.test(code));
}

/** A verb is called in a block or in the text: `npx ecr-steward warm --plan`, `warm`. */
export function explainsVerb({ inline, blocks }: Mentions, verb: string): boolean {
  const called = new RegExp(`\\becr-steward ${verb}\\b`);
  const named = new RegExp(`^${verb}( |$)`);
  return called.test(blocks) || [...inline].some((code) => called.test(code) || named.test(code));
}

/** The name alone, as code. */
export function explainsName({ inline }: Mentions, name: string): boolean {
  return inline.has(name);
}

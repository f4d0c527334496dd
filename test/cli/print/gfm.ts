import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toString as textOf } from 'mdast-util-to-string';
import { gfm } from 'micromark-extension-gfm';
import { visit } from 'unist-util-visit';

/** Markdown as GitHub reads it. */
export function parseGfm(markdown: string): Root {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

/** The kinds of nodes, without duplicates. */
export function kindsIn(tree: Nodes): Set<string> {
  const kinds = new Set<string>();
  visit(tree, ({ type }) => void kinds.add(type));
  return kinds;
}

/** The cells of each table, as rows of texts. */
export function tablesIn(tree: Root): string[][][] {
  return tree.children.flatMap((node) =>
    node.type === 'table' ? [node.children.map((row) => row.children.map((it) => textOf(it)))] : [],
  );
}

/** All HTML, and all that is neither code nor HTML: where GitHub and GitLab look for mentions. */
export function outsideCode(tree: Root): { html: string[]; text: string } {
  const html: string[] = [];
  const texts: string[] = [];
  visit(tree, (node) => {
    if (node.type === 'html') html.push(node.value);
    if (node.type === 'text') texts.push(node.value);
  });
  return { html, text: texts.join('\n') };
}

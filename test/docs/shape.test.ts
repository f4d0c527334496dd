import { dirname, join, normalize } from 'node:path';
import { toString as textOf } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { expect, test } from 'vitest';
import { allPages, type Page } from './page.ts';

const pages = allPages();

/** A reader who knows one page of a capability finds the same in every other one. */
const sections = [
  'Example',
  'Fields',
  'Working with it',
  'When something is wrong',
  'Costs and rights',
];

test('there are pages of capabilities', () => {
  expect(capabilityPages().length).toBeGreaterThan(0);
});

test('every page of a capability is in the same order', () => {
  const wrong = capabilityPages().filter(
    (page) => JSON.stringify(headingsOf(page, 2)) !== JSON.stringify(sections),
  );
  const told = wrong.map((page) => `${page.file}: ${headingsOf(page, 2).join(', ')}`);
  expect(told, `the headings are ${sections.join(', ')}`).toEqual([]);
});

test('every page has one title', () => {
  const wrong = pages.filter((page) => headingsOf(page, 1).length !== 1);
  expect(wrong.map(({ file }) => file)).toEqual([]);
});

test('every page is in the index, docs/README.md', () => {
  const index = pages.find(({ file }) => file === 'docs/README.md');
  const linked = index ? linkedFrom(index) : [];
  const missing = pages
    .map(({ file }) => file)
    .filter((file) => !/^(docs\/)?README.md$/.test(file));
  expect(missing.filter((file) => !linked.includes(file))).toEqual([]);
});

test('README.md has at most 150 lines', () => {
  const readme = pages.find(({ file }) => file === 'README.md');
  expect(readme?.text.trimEnd().split('\n').length).toBeLessThanOrEqual(150);
});

function capabilityPages(): Page[] {
  return pages.filter(({ file }) => file.startsWith('docs/capabilities/'));
}

function headingsOf({ tree }: Page, depth: number): string[] {
  return tree.children.flatMap((node) =>
    node.type === 'heading' && node.depth === depth ? [textOf(node)] : [],
  );
}

function linkedFrom({ file, tree }: Page): string[] {
  const links: string[] = [];
  visit(tree, 'link', ({ url }) => {
    links.push(normalize(join(dirname(file), url.split('#')[0] ?? '')));
  });
  return links;
}

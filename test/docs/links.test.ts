import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import GithubSlugger from 'github-slugger';
import { toString as textOf } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { expect, test } from 'vitest';
import { markdownFiles } from './files.ts';
import { type Page, parsePage, readPage } from './page.ts';

const pages = new Map(markdownFiles().map((file) => [file, readPage(file)]));

test.each([...pages.values()])('what $file links to is there', (page) => {
  expect(linksOf(page).filter((link) => !leadsSomewhere(page, link))).toEqual([]);
});

test.each([...pages.values()])('the files that $file names are there', (page) => {
  expect(pathsIn(page).filter((path) => !existsSync(path))).toEqual([]);
});

/** Inline code that is a path from the checkout: `shared/config/`, `functions/push.ts`; not of what a run makes. */
function pathsIn({ tree }: Page): string[] {
  const paths: string[] = [];
  visit(tree, 'inlineCode', ({ value }) => {
    if (ourPath.test(value)) paths.push(value);
  });
  return paths;
}

const ourPath =
  /^(shared|functions|cli|local|test|resources|events|queries|bench|conformance|docs)\/(?!results\/)[\w./-]*$/;

function linksOf({ tree }: Page): string[] {
  const links: string[] = [];
  visit(tree, ['link', 'image', 'definition'], (node) => {
    if ('url' in node) links.push(node.url);
  });
  return links.filter((link) => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(page: Page, link: string): boolean {
  const [path = '', anchor] = decodeURI(link).split('#');
  if (path === '') return anchorsOf(page).includes(anchor ?? '');
  const target = normalize(join(dirname(page.file), path));
  if (target.startsWith('..') || !existsSync(target)) return false;
  if (anchor === undefined) return true;
  const linked = pages.get(target) ?? pages.get(join(target, 'README.md'));
  // A line of a source file.
  if (linked === undefined) return statSync(target).isFile() && /^L\d+(-L\d+)?$/.test(anchor);
  return anchorsOf(linked).includes(anchor);
}

const anchors = new Map<Page, string[]>();

function anchorsOf(page: Page): string[] {
  const known = anchors.get(page) ?? findAnchors(page);
  anchors.set(page, known);
  return known;
}

function findAnchors({ tree }: Page): string[] {
  const slugger = new GithubSlugger();
  const found: string[] = [];
  visit(tree, 'heading', (heading) => void found.push(slugger.slug(textOf(heading))));
  visit(tree, 'html', ({ value }) => {
    for (const [, id = ''] of value.matchAll(/\b(?:id|name)="([^"]+)"/g)) found.push(id);
  });
  return found;
}

test.each([
  ['#here-it-is', true],
  ['#elsewhere', false],
  ['CONTRIBUTING.md', true],
  ['CONTRIBUTING.md#tests', true],
  ['CONTRIBUTING.md#no-such-heading', false],
  ['no-such-file.md', false],
  ['../outside.md', false],
  ['queries/', true],
])('a link to %s leads somewhere: %s', (link, leads) => {
  expect(leadsSomewhere(parsePage('some.md', '# Here it is'), link)).toBe(leads);
});

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import GithubSlugger from 'github-slugger';
import { toString as textOf } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { expect, test } from 'vitest';
import { type Page, parsePage } from './page.ts';

/** Every Markdown file of the project, also those that are new and not committed yet. */
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(file));

const pages = new Map(files.map((file) => [file, parsePage(file, readFileSync(file, 'utf8'))]));

test.each([...pages.values()])('what $file links to is there', (page) => {
  expect(linksOf(page).filter((link) => !leadsSomewhere(page, link))).toEqual([]);
});

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

function anchorsOf({ tree }: Page): string[] {
  const slugger = new GithubSlugger();
  const anchors: string[] = [];
  visit(tree, 'heading', (heading) => void anchors.push(slugger.slug(textOf(heading))));
  visit(tree, 'html', ({ value }) => {
    for (const [, id = ''] of value.matchAll(/\b(?:id|name)="([^"]+)"/g)) anchors.push(id);
  });
  return anchors;
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

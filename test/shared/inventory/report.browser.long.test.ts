import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Checks } from '../../../shared/inventory/report/checks.ts';
import { renderReport } from '../../../shared/inventory/report/page.ts';
import type { Summary } from '../../../shared/inventory/summary/summary.ts';
import {
  accessibilityProblems,
  openFile,
  requireBrowser,
  startBrowser,
} from '../../support/browser.ts';
import { hostile, repositoryCount, sampleSummary, summaryOf } from '../../support/summary.ts';

const folder = resolve('.vitest/screenshots');
let launched: Browser | undefined;

beforeAll(async () => {
  launched = await startBrowser();
  await mkdir(folder, { recursive: true });
});

afterAll(() => launched?.close());

beforeEach(requireBrowser);

function browser(): Browser {
  if (!launched) throw new Error('no browser');
  return launched;
}

async function fileOf(name: string, summary: Summary, checks: Checks = {}): Promise<string> {
  const file = join(folder, `${name}.html`);
  await writeFile(file, await renderReport(summary, checks));
  return file;
}

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  test('is quiet, accessible, as wide as the window, and shows the summary’s totals', async () => {
    const summary = sampleSummary();
    const file = await fileOf('sample', summary);
    const viewport = { width: 1280, height: 900 };
    await using opened = await openFile(browser(), file, { colorScheme, viewport });
    const { page, requests, complaints } = opened;
    expect(await accessibilityProblems(page)).toEqual([]);

    const shown = await page.$$eval('[data-total]', (elements) =>
      elements.map((it) => [it.getAttribute('data-total'), Number(it.getAttribute('value'))]),
    );
    const { repositories, images, tags, untaggedImages, bytes } = summary;
    expect(Object.fromEntries(shown)).toMatchObject({
      ...{ repositories, images, tags, untaggedImages, bytes },
    });

    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      const path = join(folder, `${colorScheme}-${width}.png`);
      const picture = await page.screenshot({ path, fullPage: true });
      // A blank page of this size is a few kB.
      expect(picture.length).toBeGreaterThan(100_000);
    }
    expect({ requests, complaints }).toEqual({ requests: [], complaints: [] });
  });
});

describe.each([390, 768, 1280])('%d pixels wide', (width) => {
  test.each([
    ['the sample', sampleSummary()],
    ['a first inventory', summaryOf([repositoryCount('platform/web', { images: 4, bytes: 19e9 })])],
  ])('%s shows every label, figure and column whole', async (name, summary) => {
    const file = await fileOf(`${name.replaceAll(' ', '-')}-${width}`, summary);
    await using opened = await openFile(browser(), file, { viewport: { width, height: 900 } });
    const { page } = opened;
    await page.evaluate(
      'document.querySelectorAll("details").forEach((it) => { it.open = true; })',
    );
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await page.evaluate(clippedBoxes)).toEqual([]);
    expect(await page.evaluate(clippedLabels)).toEqual([]);
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});

/** Boxes whose content is wider than they are, but for those that only a screen reader has. */
const clippedBoxes = `[...document.querySelectorAll('body *')]
  .filter((it) => it instanceof HTMLElement && it.clientWidth > 1 && getComputedStyle(it).display !== 'inline')
  .filter((it) => it.scrollWidth > it.clientWidth + 1)
  .map((it) => it.outerHTML.slice(0, 200))`;

/** Texts of charts that reach over the edge of their drawing. */
const clippedLabels = `[...document.querySelectorAll('svg text')].filter((it) => {
  const [label, drawing] = [it, it.closest('svg')].map((one) => one.getBoundingClientRect());
  const beside = label.left < drawing.left - 0.5 || label.right > drawing.right + 0.5;
  const beyond = label.top < drawing.top - 0.5 || label.bottom > drawing.bottom + 0.5;
  return drawing.width > 0 && (beside || beyond);
}).map((it) => it.textContent)`;

test('of a first inventory, nothing stands before its figures that has nothing to show', async () => {
  const file = await fileOf('first', summaryOf([repositoryCount('platform/web', { images: 4 })]));
  await using opened = await openFile(browser(), file);
  const ids = await opened.page.$$eval('main > section', (found) => found.map(({ id }) => id));
  expect(ids.slice(0, 2)).toEqual(['totals', 'largest']);
  const linked = await opened.page.$$eval('nav a', (found) =>
    found.map((it) => it.getAttribute('href')),
  );
  expect(linked).toEqual(ids.map((id) => `#${id}`));
});

test('light and dark are two pages to the eye', async () => {
  const file = await fileOf('schemes', sampleSummary());
  const backgrounds: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await using opened = await openFile(browser(), file, { colorScheme });
    backgrounds.push(
      await opened.page.evaluate<string>('getComputedStyle(document.body).backgroundColor'),
    );
  }
  const [light = '', dark = ''] = backgrounds.map((color) => {
    return (/\d+/.exec(color ?? '') ?? [''])[0];
  });
  expect(Number(light)).toBeGreaterThan(200);
  expect(Number(dark)).toBeLessThan(60);
});

test('shows hostile names as text: none is run, and none makes an element', async () => {
  const file = await fileOf('hostile', sampleSummary());
  await using opened = await openFile(browser(), file);
  const { page } = opened;
  expect(await page.title()).toMatch(/^Inventory of /);
  expect(await page.$$eval('script, iframe, object, img', (found) => found.length)).toBe(0);
  expect(await page.$$eval('[onmouseover]', (found) => found.length)).toBe(0);
  expect(await page.textContent('body')).toContain(hostile.script);
});

test('checks are accessible, as wide as the window, and show hostile texts as text', async () => {
  const texts = Object.values(hostile);
  const rules = texts.map((text) => ({ text, images: 1, bytes: 1, inUse: 1 }));
  const digest = `sha256:${'a'.repeat(64)}`;
  const images = texts.map((text) => ({ name: text, digest, why: text, usedBy: text }));
  const file = await fileOf('checks', sampleSummary(), {
    policies: { repositories: [{ repository: hostile.long, rules, found: texts }], doubts: texts },
    findings: { images, notKnown: hostile.script },
  });
  await using opened = await openFile(browser(), file);
  const { page, complaints } = opened;
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await accessibilityProblems(page)).toEqual([]);
  }
  expect(await page.$$eval('script, [onmouseover]', (found) => found.length)).toBe(0);
  expect(await page.textContent('#findings')).toContain(hostile.script);
  expect(await page.$$eval('nav a[href="#policies"]', (found) => found.length)).toBe(1);
  expect(complaints).toEqual([]);
});

test('an empty registry, seen for the first time, has a page that says so', async () => {
  const file = await fileOf('empty', summaryOf([]));
  await using opened = await openFile(browser(), file);
  const { page, complaints } = opened;
  expect(await page.textContent('body')).toContain('no earlier inventory to compare with');
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

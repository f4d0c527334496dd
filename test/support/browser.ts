import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { TestContext } from 'vitest';

/** The path of Debian's package. */
const executablePath = '/usr/bin/chromium';

/** Skips a test where there is no browser. */
export function requireBrowser({ skip }: Pick<TestContext, 'skip'>): void {
  if (!existsSync(executablePath)) {
    skip(`${executablePath} is not here: apt-get install chromium`);
  }
}

export async function startBrowser(): Promise<Browser | undefined> {
  if (!existsSync(executablePath)) return undefined;
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

export interface OpenPage extends AsyncDisposable {
  page: Page;
  /** Addresses that the page requested, except its own. */
  requests: string[];
  /** Its console output and uncaught errors. */
  complaints: string[];
}

/** Opens a file from disk; every other request of the page is refused and recorded. */
export async function openFile(
  browser: Browser,
  file: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const url = `file://${file}`;
  const requests: string[] = [];
  const complaints: string[] = [];
  await page.route('**', (route) => {
    if (route.request().url() === url) return route.continue();
    requests.push(route.request().url());
    return route.abort();
  });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  return { page, requests, complaints, [Symbol.asyncDispose]: () => context.close() };
}

/** Accessibility problems by axe: rule and element. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const file = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  // `evaluate` runs beside the page's own policy, which allows no script.
  await page.evaluate(await readFile(file, 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

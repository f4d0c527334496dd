import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generatedPages } from '../../docs/generate/pages.ts';

const pages = await generatedPages();

test.each([...pages])('%s is what `npm run docs` would write', (path, text) => {
  const committed = existsSync(path) ? readFileSync(path, 'utf8') : '';
  expect(committed === text, `${path} is stale: run npm run docs`).toBe(true);
});

import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleFunctions, createBundleDirectory } from '../../local/lambda/bundle.ts';
import { readService } from '../../local/stack/service.ts';

interface HandlerModule {
  handler: { use: unknown };
}

let folder: string;
const modules = new Map<string, HandlerModule>();

beforeAll(async () => {
  const account = { region: 'eu-west-1', accountId: '123456789012' };
  const service = await readService({ directory: '.', stage: 'test', ...account });
  const declared = service.configuration.functions as Record<string, { handler: string }>;
  const functions = Object.entries(declared).map(([name, { handler }]) => ({ name, handler }));
  folder = await createBundleDirectory(service.directory);
  for (const [name, { file }] of await bundleFunctions({ ...service, functions }, folder)) {
    modules.set(name, (await import(file)) as HandlerModule);
  }
});

afterAll(() => rm(folder, { recursive: true }));

test('every function exports the wrapped handler, not the bare one', () => {
  expect(modules.size).toBeGreaterThan(2);
  for (const [name, { handler }] of modules) {
    expect([name, typeof handler, typeof handler.use]).toEqual([name, 'function', 'function']);
  }
});

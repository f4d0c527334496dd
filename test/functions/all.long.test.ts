import { expect, test } from 'vitest';
import { bundled } from '../support/bundles.ts';

interface HandlerModule {
  handler: { use: unknown };
}

test('every function exports the wrapped handler, not the bare one', async () => {
  const { bundles } = await bundled();
  expect(bundles.size).toBeGreaterThan(2);
  for (const [name, { file }] of bundles) {
    const { handler } = (await import(file)) as HandlerModule;
    expect([name, typeof handler, typeof handler.use]).toEqual([name, 'function', 'function']);
  }
});

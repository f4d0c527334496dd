import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { BundleError } from '../../../local/lambda/errors.ts';
import { bundleFixture, startFixture } from './functions.ts';

describe('bundling', () => {
  it('writes one bundle per file, which functions of that file share', async () => {
    const bundles = await bundleFixture([
      { name: 'one', handler: 'handlers/kinds.date' },
      { name: 'two', handler: 'handlers/kinds.plain' },
    ]);
    expect(bundles.get('one')?.file).toMatch(/\/handlers\/kinds\.mjs$/);
    expect(bundles.get('two')).toEqual({ ...bundles.get('one'), exportName: 'plain' });
    const text = await readFile(bundles.get('one')?.file ?? '');
    expect(bundles.get('one')?.bytes).toBe(text.length);
  });

  it('takes the options from the function that custom.esbuild.config names', async () => {
    const esbuild = { config: './configs/function.cjs' };
    const named = await startFixture('handlers/external.service', { esbuild });
    expect((await named.invoke({})).outcome).toEqual({ ok: true, result: 'fixture' });
  });

  it('loads plugins from the file that is named', async () => {
    const esbuild = { format: 'esm', plugins: './configs/plugins.cjs' };
    const stock = await startFixture('handlers/stock.handler', { esbuild });
    expect((await stock.invoke({})).outcome).toEqual({ ok: true, result: 42 });
  });

  it('leaves external packages out, and the function finds them', async () => {
    const esbuild = { format: 'esm', external: ['zod'] };
    const [bundle] = (
      await bundleFixture([{ name: 'one', handler: 'handlers/external.handler' }], esbuild)
    ).values();
    expect(bundle?.bytes).toBeLessThan(1000);
    const external = await startFixture('handlers/external.handler', { esbuild });
    expect((await external.invoke({})).outcome).toEqual({ ok: true, result: 'found' });
  });

  it('makes CommonJS where the options say nothing else, as the plugin does', async () => {
    const plain = await startFixture('handlers/kinds.plain', { esbuild: {} });
    expect((await plain.invoke(1)).outcome).toEqual({ ok: true, result: 2 });
  });
});

describe('bundling fails', () => {
  it.each([
    ['handlers/none.handler', {}, /function one: there is no handlers\/none\.ts/],
    ['handlers/stock.handler', {}, /handlers\/stock\.js cannot be bundled.*virtual:stock/s],
    ['handlers/kinds.date', { config: './configs/object.cjs' }, /object\.cjs must be a function/],
    ['handlers/kinds.date', { config: './configs/none.cjs' }, /cannot load \.\/configs\/none\.cjs/],
  ])('of %s with %o, saying why', async (handler, esbuild, message) => {
    const bundling = bundleFixture([{ name: 'one', handler }], esbuild);
    await expect(bundling).rejects.toThrow(BundleError);
    await expect(bundling).rejects.toThrow(message);
  });
});

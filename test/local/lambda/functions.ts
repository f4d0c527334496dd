import { rm } from 'node:fs/promises';
import { afterEach } from 'vitest';
import { bundleFunctions, createBundleDirectory } from '../../../local/lambda/bundle.ts';
import { createFunction, type LambdaFunction } from '../../../local/lambda/function.ts';

const fixtures = new URL('./fixtures', import.meta.url).pathname;
const shop = new URL('../stack/fixtures/shop', import.meta.url).pathname;
const cleanUps: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Bundles handlers of this folder's fixtures into a folder that is removed after the test. */
export async function bundleFixture(
  functions: { name: string; handler: string }[],
  esbuild: object = { format: 'esm', outputFileExtension: '.mjs' },
  directory = fixtures,
) {
  const configuration = {
    service: 'fixture',
    provider: { runtime: 'nodejs24.x' },
    custom: { esbuild },
  };
  const target = await createBundleDirectory(directory);
  cleanUps.push(() => rm(target, { recursive: true }));
  return await bundleFunctions({ directory, configuration, functions }, target);
}

interface Settings {
  timeoutSeconds?: number;
  concurrency?: number;
  esbuild?: object;
  directory?: string;
}

/** A function over one handler, closed after the test. */
export async function startFixture(
  handler: string,
  settings: Settings = {},
): Promise<LambdaFunction> {
  const { esbuild, directory, ...rest } = settings;
  const bundles = await bundleFixture([{ name: 'one', handler }], esbuild, directory);
  const bundle = bundles.get('one');
  if (!bundle) throw new Error('not bundled');
  const started = createFunction({
    functionName: 'fixture-local-one',
    arn: 'arn:aws:lambda:eu-west-1:123456789012:function:fixture-local-one',
    runtime: 'nodejs24.x',
    handler,
    file: bundle.file,
    exportName: bundle.exportName,
    environment: { OWN: 'value' },
    timeoutSeconds: 3,
    memorySize: 256,
    concurrency: 4,
    region: 'eu-west-1',
    endpoint: 'http://127.0.0.1:4566',
    ...rest,
  });
  cleanUps.push(() => started.close());
  return started;
}

/** A function over one of the shop's handlers. */
export function startShopHandler(
  handler: string,
  settings: Settings = {},
): Promise<LambdaFunction> {
  return startFixture(handler, { ...settings, directory: shop });
}

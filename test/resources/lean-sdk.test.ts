import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { type BuildOptions, build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import esbuildConfig from '../../esbuild.config.ts';
import { withPlainKeys } from '../../resources/lean-sdk.ts';
import { bundled } from '../support/bundles.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('withPlainKeys', () => {
  it.each([
    ['const _h = "http";\nf({ [_h]: 1 });', 'const _h = "http";\nf({ "http": 1 });'],
    [
      'const _h = "http";\nf({ [_h]: 1, [_h]: 2 });',
      'const _h = "http";\nf({ "http": 1, "http": 2 });',
    ],
    [
      'const _h = "x-amz";\nf([1, { [_h]: [_h] }]);',
      'const _h = "x-amz";\nf([1, { "x-amz": [_h] }]);',
    ],
  ])('writes the key of %j', (source, written) => {
    expect(withPlainKeys(source)).toBe(written);
  });

  it.each([
    'f({ [_h]: 1 });',
    'let _h = "http";\nf({ [_h]: 1 });',
    'const _h = read();\nf({ [_h]: 1 });',
    'const _h = "a\\"b";\nf({ [_h]: 1 });',
    '  const _h = "in a function";\nf({ [_h]: 1 });',
    'const _h = "http";\nf([_h]);',
    'const _h = "http";\nf(x ? [_h] : []);',
  ])('leaves %j', (source) => {
    expect(withPlainKeys(source)).toBe(source);
  });
});

describe('a bundle', () => {
  it('of push carries neither classes of all operations nor the larger half of zod', async () => {
    const { metafile } = await bundle({ entryPoints: ['functions/push.ts'] });
    const [output] = Object.values(metafile?.outputs ?? {});
    const carried = Object.entries(output?.inputs ?? {})
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([file]) => file);
    expect(carried).toContain('node_modules/@aws-sdk/client-sagemaker/dist-es/SageMakerClient.js');
    const all = /\/(SageMaker|S3|Inspector2|Batch)\.js$|zod\/v4\/classic/;
    expect(carried.filter((file) => all.test(file))).toEqual([]);
  });

  // A cold start is the time to read it, first of all.
  it('of each function but walk has at most 900,000 bytes', async () => {
    const { walk: _, ...others } = Object.fromEntries((await bundled()).bundles);
    const large = Object.entries(others).filter(([, { bytes }]) => bytes > 900_000);
    expect(large.map(([name, { bytes }]) => `${name}: ${bytes} bytes`)).toEqual([]);
  });

  it('names the version of its client to AWS', async () => {
    const contents = `
      import { ECSClient } from '@aws-sdk/client-ecs';
      export const client = new ECSClient({ region: 'eu-west-1' });`;
    const { outputFiles } = await bundle({ stdin: { contents, resolveDir: process.cwd() } });
    const folder = await temporaryFolder();
    const file = join(folder, 'client.mjs');
    await writeFile(file, outputFiles?.[0]?.contents ?? '');
    const { client } = await import(file);
    const manifest = await readFile('node_modules/@aws-sdk/client-ecs/package.json', 'utf8');
    const agent = await (client as ECSClient).config.defaultUserAgentProvider();
    expect(agent).toContainEqual(['api/ECS', JSON.parse(manifest).version]);
  });
});

function bundle(more: BuildOptions) {
  const { exclude: _, outputFileExtension: __, skipRebuild: ___, ...options } = esbuildConfig();
  const written = { outdir: '.', write: false, metafile: true };
  return build({ ...options, platform: 'node', format: 'esm', ...written, ...more });
}

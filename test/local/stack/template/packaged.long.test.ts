import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, test } from 'vitest';
import { packageService } from '../../../../local/stack/template/packaged.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const fixture = resolve('test/local/stack/fixtures/rights');
const serverless = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
const place = { stage: 'local', region: 'eu-west-1', accountId: '123456789012' };

/** A copy of a fixture service in the checkout's reach, without the code of its functions. */
async function copyOf(yml: (text: string) => string = (text) => text) {
  const directory = await temporaryFolder();
  const text = await readFile(join(fixture, 'serverless.yml'), 'utf8');
  await writeFile(join(directory, 'serverless.yml'), yml(text));
  await cp(join(fixture, 'handlers'), join(directory, 'handlers'), { recursive: true });
  return directory;
}

/** As the framework's own command packages it, in a process of its own. */
async function packagedApart(directory: string): Promise<string> {
  const options = ['package', '--stage', place.stage, '--region', place.region];
  await promisify(execFile)(process.execPath, [serverless, ...options], {
    cwd: directory,
    // It keeps the compiled schema of serverless.yml there, as in this process.
    env: { HOME: homedir(), PATH: process.env.PATH },
  });
  const file = join(directory, '.serverless', 'cloudformation-template-update-stack.json');
  return readFile(file, 'utf8');
}

/** What depends on the code: where it lies, its hash, and the version's logical id, which has a hash, too. */
function withoutCode(template: string): unknown {
  const text = template
    .replaceAll(/"S3Key": ?"[^"]*"/g, '"S3Key":""')
    .replaceAll(/"CodeSha256": ?"[^"]*"/g, '"CodeSha256":""')
    .replaceAll(/(LambdaVersion)\w{20,}/g, '$1');
  return JSON.parse(text);
}

test('the template is the one that the framework makes, apart from the code', async () => {
  const directory = await copyOf((text) => text.replace(/plugins:\n.*\n/, ''));
  const { template } = await packageService({ directory, ...place });
  const quick = withoutCode(JSON.stringify(template));
  expect(quick).toEqual(withoutCode(await packagedApart(directory)));
  expect(Object.keys(Object(quick).Resources)).toContain('KeepLambdaFunction');
});

describe('packaging', () => {
  it('writes nothing into the folder of the service, and deletes nothing there', async () => {
    const directory = await copyOf();
    const none = await readdir(directory);
    await packageService({ directory, ...place, cacheFolder: await temporaryFolder() });
    expect(await readdir(directory)).toEqual(none);
    await mkdir(join(directory, '.serverless'));
    await writeFile(join(directory, '.serverless', 'keep.zip'), 'waits for its deployment');
    const before = await readdir(directory, { recursive: true });
    await packageService({ directory, ...place, cacheFolder: await temporaryFolder() });
    expect(await readdir(directory, { recursive: true })).toEqual(before);
  });

  it('takes what was made before of the same input', async () => {
    const [directory, cacheFolder] = [await copyOf(), await temporaryFolder()];
    const options = { directory, ...place, cacheFolder };
    const first = await packageService(options);
    const [name = ''] = await readdir(cacheFolder);
    await writeFile(join(cacheFolder, name), JSON.stringify({ from: 'the cache' }));
    expect((await packageService(options)).template).toEqual({ from: 'the cache' });
    const elsewhere = await packageService({ ...options, region: 'us-east-1' });
    expect(elsewhere.template).not.toEqual({ from: 'the cache' });
    const file = join(directory, 'serverless.yml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('timeout: 20', 'timeout: 21'));
    const changed = await packageService(options);
    expect(changed.template).not.toEqual(first.template);
    expect(changed.template).not.toEqual({ from: 'the cache' });
  });

  it('makes it anew when a plugin of the service changes', async () => {
    const cacheFolder = await temporaryFolder();
    const directory = await copyOf((text) =>
      text.replace('- serverless-esbuild', '- ./own/plugin.cjs'),
    );
    await mkdir(join(directory, 'own'));
    await writeFile(join(directory, 'own', 'plugin.cjs'), 'module.exports = class {};');
    const options = { directory, ...place, cacheFolder };
    await packageService(options);
    await packageService(options);
    expect(await readdir(cacheFolder)).toHaveLength(1);
    await writeFile(join(directory, 'own', 'plugin.cjs'), 'module.exports = class { };');
    await packageService(options);
    expect(await readdir(cacheFolder)).toHaveLength(2);
  });

  it('keeps the templates that were made last', async () => {
    const [directory, cacheFolder] = [await copyOf(), await temporaryFolder()];
    for (let at = 0; at < 25; at += 1) await writeFile(join(cacheFolder, `${at}.json`), '{}');
    await packageService({ directory, ...place, cacheFolder });
    expect(await readdir(cacheFolder)).toHaveLength(20);
  });

  it('hands over the parameters that a deployment would give; one template does for all values', async () => {
    const given = 'stackParameters: [{ ParameterKey: Watch, ParameterValue: "true" }]';
    const directory = await copyOf((text) =>
      text
        .replace('  versionFunctions', `  ${given}\n  versionFunctions`)
        .replace('resources:\n', 'resources:\n  Parameters: { Watch: { Type: String } }\n'),
    );
    const options = { directory, ...place, cacheFolder: await temporaryFolder() };
    const { template, parameters } = await packageService(options);
    expect(parameters).toEqual({ Watch: 'true' });
    expect(template.Parameters).toEqual({ Watch: { Type: 'String' } });
    const file = join(directory, 'serverless.yml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"true"', '"false"'));
    expect(await packageService(options)).toMatchObject({
      template,
      parameters: { Watch: 'false' },
    });
    expect(await readdir(options.cacheFolder)).toHaveLength(1);
  });

  it('says where something is wrong', async () => {
    const directory = await copyOf((text) => text.replace('timeout: 20', 'timeout: soon'));
    await expect(packageService({ directory, ...place })).rejects.toThrow(
      /serverless\.yml: .*functions\.keep\.timeout/s,
    );
  });

  it('is refused where there is no service', async () => {
    const directory = await temporaryFolder();
    await expect(packageService({ directory, ...place })).rejects.toThrow(
      /serverless\.yml: .*File not found/,
    );
  });
});

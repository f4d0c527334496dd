import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Packaged, prebuilt, REGION, STAGE } from './template.ts';

/**
 * `npm run build`: the template and the code of a release, in dist/. Both hold nothing of a registry.yml, an account or a
 * region. Further arguments are those of `serverless package`, such as `--param tags=team=platform`.
 */

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), 'ecr-steward-build-'));
try {
  await build('dist', process.argv.slice(2));
} catch (error) {
  const { stdout = '', stderr = String(error) } = error as { stdout?: string; stderr?: string };
  process.stderr.write(`${stdout}${stderr}\n`);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function build(dist: string, more: readonly string[]): Promise<void> {
  // Whatever registry.yml there is, or none.
  const registryYml = join(folder, 'registry.yml');
  await writeFile(registryYml, 'naming: {}\n');
  const packaged = join(folder, 'packaged');
  const region = more.includes('--region') ? [] : ['--region', REGION];
  const args = ['package', '--stage', STAGE, '--package', packaged, ...region, ...more];
  await framework(args, registryYml);
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist);
  const names = (await readdir(packaged)).filter((name) => name.endsWith('.zip'));
  for (const name of names) await copyFile(join(packaged, name), join(dist, name));
  const made = await read<Packaged>(join(packaged, 'cloudformation-template-update-stack.json'));
  const { version } = await read<{ version: string }>('package.json');
  const template = `${JSON.stringify(prebuilt(made, version), null, 2)}\n`;
  await writeFile(join(dist, 'template.json'), template);
  process.stdout.write(`${dist}: template.json and the code of ${names.length} functions\n`);
}

async function framework(args: readonly string[], registryYml: string): Promise<void> {
  const bin = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
  const env = { ...process.env, ECR_STEWARD_CONFIG: registryYml };
  await run(process.execPath, [bin, ...args], { env, maxBuffer: 16 * 1024 * 1024 });
}

async function read<Content>(file: string): Promise<Content> {
  return JSON.parse(await readFile(file, 'utf8')) as Content;
}

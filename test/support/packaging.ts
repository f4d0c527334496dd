import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { copyFile, readdir, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createFolder } from './temporary-folder.ts';

const run = promisify(execFile);

export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

export interface Template {
  Resources: Record<string, Resource>;
  Parameters: Record<string, { Type: string; Default?: string }>;
  Conditions: Record<string, unknown>;
  Outputs?: Record<string, { Value: unknown }>;
}

/**
 * Packages into a folder, offline and without credentials. The framework and its plugin work in the folder of
 * serverless.yml: here in one of its own, so that several can run at the same time.
 */
export async function serverlessPackage(
  folder: string,
  env: Record<string, string> = {},
  options = ['--region', 'eu-west-1'],
) {
  const { folder: cwd, remove } = await linkedCheckout();
  const args = ['package', '--stage', 'prod', '--package', folder, ...options];
  const { PATH = '' } = process.env;
  const bin = join('node_modules', 'serverless', 'bin', 'serverless.js');
  const packaging = run(process.execPath, [bin, ...args], {
    cwd,
    env: { PATH, HOME: folder, ...env },
  });
  return packaging.finally(remove);
}

/** A folder with links to all of the checkout; serverless.yml is a copy, as the framework takes no link. */
export async function linkedCheckout() {
  const made = await createFolder();
  const names = (await readdir('.')).filter((name) => !/^\.|^serverless\.yml$|^dist$/.test(name));
  for (const name of names) await symlink(resolve(name), join(made.folder, name));
  await copyFile('serverless.yml', join(made.folder, 'serverless.yml'));
  return made;
}

/** The template that would be deployed from a folder. */
export function templateIn(folder: string): Template {
  return read(folder, 'cloudformation-template-update-stack.json') as Template;
}

/** The template of the stack that the framework creates first, for the bucket that it deploys from. */
export function coreTemplateIn(folder: string): Pick<Template, 'Parameters'> {
  const { coreCloudFormationTemplate = {} } = providerIn(folder);
  return coreCloudFormationTemplate as Pick<Template, 'Parameters'>;
}

/** The tags that the framework would give to the stack. */
export function stackTagsIn(folder: string): Record<string, string> | undefined {
  return providerIn(folder).stackTags;
}

/** The values of parameters that the framework would give to the stack. */
export function stackParametersIn(folder: string): Record<string, string> {
  const { stackParameters = [] } = providerIn(folder);
  return Object.fromEntries(stackParameters.map((it) => [it.ParameterKey, it.ParameterValue]));
}

interface Provider {
  coreCloudFormationTemplate?: object;
  stackTags?: Record<string, string>;
  stackParameters?: { ParameterKey: string; ParameterValue: string }[];
}

function providerIn(folder: string): Provider {
  return (read(folder, 'serverless-state.json') as { service: { provider: Provider } }).service
    .provider;
}

function read(folder: string, file: string): unknown {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}

/** @returns what cfn-lint reports as errors, empty if nothing; undefined where there is no cfn-lint */
export async function lint(template: object, region: string): Promise<string | undefined> {
  const { folder, remove } = await createFolder({ 'template.json': JSON.stringify(template) });
  const file = join(folder, 'template.json');
  const args = ['--non-zero-exit-code', 'error', '--regions', region, '--', file];
  const failed = (error: NodeJS.ErrnoException & { stdout: string }) => error;
  const outcome = await run('cfn-lint', args, { maxBuffer: 16 * 1024 * 1024 }).catch(failed);
  await remove();
  if (!('code' in outcome)) return '';
  return outcome.code === 'ENOENT' ? undefined : outcome.stdout;
}

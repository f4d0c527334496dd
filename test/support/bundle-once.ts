import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type Bundle, bundleFunctions, createBundleDirectory } from '../../local/lambda/bundle.ts';
import { readService } from '../../local/stack/service.ts';
import { PLACEHOLDER } from './placeholder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The functions of this checkout, with a configuration that each test replaces. */
    bundles: [name: string, bundle: Bundle][];
  }
}

/** Bundling takes seconds, so it is done once per run. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const account = { region: 'eu-west-1', accountId: '123456789012' };
  const service = await readService({ directory: '.', stage: 'test', ...account });
  const folder = await createBundleDirectory(service.directory);
  const file = join(folder, 'registry.yml');
  await writeFile(file, `naming: { tags: [{ rule: ${PLACEHOLDER}, kinds: [semver] }] }`);
  const { ECR_STEWARD_CONFIG: before } = process.env;
  process.env.ECR_STEWARD_CONFIG = file;
  const declared = service.configuration.functions as Record<string, { handler: string }>;
  const functions = Object.entries(declared).map(([name, { handler }]) => ({ name, handler }));
  project.provide('bundles', [...(await bundleFunctions({ ...service, functions }, folder))]);
  if (before === undefined) delete process.env.ECR_STEWARD_CONFIG;
  else process.env.ECR_STEWARD_CONFIG = before;
  return () => rm(folder, { recursive: true, force: true });
}

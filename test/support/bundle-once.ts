import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the first test that needs the functions of this checkout leaves them for all others of the run. */
    bundleFolder: string;
  }
}

/** Nothing is bundled yet: a run of tests that need no function takes no time for it. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'ecr-steward-bundles-'));
  project.provide('bundleFolder', folder);
  return () => rm(folder, { recursive: true, force: true });
}

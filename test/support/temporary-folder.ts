import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Writes files to a temporary folder, which is removed after the test. @returns the folder */
export async function temporaryFolder(files: Record<string, string> = {}): Promise<string> {
  const { folder, remove } = await createFolder(files);
  onTestFinished(remove);
  return folder;
}

/** The same for tests that share a folder, which the caller removes. */
export async function createFolder(files: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'ecr-steward-test-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

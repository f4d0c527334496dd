import { copyFileSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { StartedAws } from '../../local/aws.ts';
import { parseSnapshot, type Snapshot } from '../../local/ecr/snapshot.ts';
import { type Stack, startStack } from '../../local/stack/stack.ts';
import { checkout } from '../cli/run.ts';

/** As a fresh clone: what is there to be read is linked, and registry.yml is a copy. */
export function linkCheckout(folder: string): void {
  for (const name of ['events', 'queries', 'local', 'package.json', 'node_modules']) {
    symlinkSync(join(checkout, name), join(folder, name));
  }
  copyFileSync(join(checkout, 'registry.yml'), join(folder, 'registry.yml'));
}

/** @param file - In test/docs/registries, or in the checkout: `local/sample.snapshot.json` */
export function readSnapshot(file: string): Snapshot {
  const shared = join(import.meta.dirname, 'registries', file);
  return parseSnapshot(readFileSync(existsSync(shared) ? shared : join(checkout, file), 'utf8'));
}

let deploying: Promise<unknown> = Promise.resolve();

/**
 * Deploys the functions with this registry.yml. One after the other: which one serverless.yml takes is a variable of
 * the process.
 */
export function deployOn(aws: StartedAws, file: string): Promise<Stack> {
  const deployed = deploying.then(async () => {
    vi.stubEnv('ECR_STEWARD_CONFIG', file);
    const options = { directory: checkout, environment: { GATHER_SECONDS: '1' } };
    return startStack(aws, options).finally(() => vi.unstubAllEnvs());
  });
  deploying = deployed.catch(() => {});
  return deployed;
}

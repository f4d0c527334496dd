import { copyFileSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { StartedAws } from '../../local/aws.ts';
import { parseSnapshot, type Snapshot } from '../../local/ecr/snapshot/snapshot.ts';
import { type Stack, startStack } from '../../local/stack/stack.ts';
import { loadRegistryConfig } from '../../shared/config/load.ts';
import { stackParametersOf } from '../../shared/config/stack-parameters/needed.ts';
import { checkout } from '../cli/run.ts';
import { activateOn } from '../support/activated.ts';

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

/** Deploys the functions with what this registry.yml needs of a stack, and makes it active, as `npm run deploy` does. */
export async function deployOn(aws: StartedAws, file: string): Promise<Stack> {
  const parameters = stackParametersOf(loadRegistryConfig(file));
  const environment = { GATHER_SECONDS: '1' };
  const stack = await startStack(aws, { directory: checkout, environment, parameters });
  await activateOn(aws, stack.resources.Ledger?.name ?? '', readFileSync(file, 'utf8'));
  return stack;
}

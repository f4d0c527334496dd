import { join } from 'node:path';
import { vi } from 'vitest';
import { packageService } from '../../local/stack/packaged.ts';
import { type DeclaredStack, declareStack } from '../../local/stack/resources.ts';
import { createFolder } from '../support/temporary-folder.ts';

const place = { region: 'eu-west-1', accountId: '123456789012', endpoint: 'http://127.0.0.1' };

/** The stack of this checkout as it is deployed with a registry.yml. */
export async function stackWith(registryYml: string): Promise<DeclaredStack> {
  const { folder, remove } = await createFolder({ 'registry.yml': registryYml });
  vi.stubEnv('ECR_STEWARD_CONFIG', join(folder, 'registry.yml'));
  try {
    const cacheFolder = join(folder, 'templates');
    const service = await packageService({ directory: '.', stage: 'local', ...place, cacheFolder });
    return declareStack({ ...service, name: 'ecr-steward-local' }, place);
  } finally {
    vi.unstubAllEnvs();
    await remove();
  }
}

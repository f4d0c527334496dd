import { join } from 'node:path';
import { vi } from 'vitest';
import { readService, type Service } from '../../local/stack/service.ts';
import { createFolder } from '../support/temporary-folder.ts';

/** The service of this checkout as a registry.yml makes it. */
export async function serviceWith(registryYml: string): Promise<Service> {
  const { folder, remove } = await createFolder({ 'registry.yml': registryYml });
  vi.stubEnv('ECR_STEWARD_CONFIG', join(folder, 'registry.yml'));
  try {
    const account = { region: 'eu-west-1', accountId: '123456789012' };
    return await readService({ directory: '.', stage: 'local', ...account });
  } finally {
    vi.unstubAllEnvs();
    await remove();
  }
}

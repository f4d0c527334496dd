import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { expect } from 'vitest';
import { startAccount } from '../../cli/account.ts';
import { fileWith, runCli } from '../../cli/run.ts';
import { create, registry } from './random-registry.ts';

/** What init writes of random registries is a registry.yml from which nothing differs. */
export async function noDriftOf(registries: number, seed?: number): Promise<void> {
  const property = fc.asyncProperty(registry, async (wanted) => {
    await using account = await startAccount();
    await create(account, wanted);
    const file = fileWith('');
    rmSync(file);
    const init = await runCli(['init', '-c', file], account);
    expect({ code: init.code, stderr: init.stderr }).toEqual({ code: 0, stderr: '' });
    const { stdout, stderr, code } = await runCli(['plan', '-c', file], account);
    expect({ stdout, stderr, code }).toMatchObject({ stderr: '', code: 0 });
    const again = await runCli(['init', '-c', file], account);
    expect(again).toMatchObject({ stdout: expect.stringContaining('nothing'), code: 0 });
  });
  await fc.assert(property, { numRuns: registries, ...(seed !== undefined && { seed }) });
}

import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startAccount } from '../../cli/account.ts';
import { fileWith, runHere } from '../../cli/run.ts';
import { runs } from '../../support/runs.ts';
import { create, registry } from './random-registry.ts';

test('nothing differs from what init writes of any registry', async () => {
  const property = fc.asyncProperty(registry, async (wanted) => {
    await using account = await startAccount();
    await create(account, wanted);
    const file = fileWith('');
    rmSync(file);
    const init = await runHere(['init', '-c', file], account);
    expect({ code: init.code, stderr: init.stderr }).toEqual({ code: 0, stderr: '' });
    const { stdout, stderr, code } = await runHere(['plan', '-c', file], account);
    expect({ stdout, stderr, code }).toMatchObject({ stderr: '', code: 0 });
    const again = await runHere(['init', '-c', file], account);
    expect(again).toMatchObject({ stdout: expect.stringContaining('nothing'), code: 0 });
  });
  await fc.assert(property, { numRuns: runs(100) });
}, 600_000);

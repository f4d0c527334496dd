import type { ECRClient } from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import type { Entry } from '../../../shared/actions/audit-log.ts';
import { kindOf } from '../../../shared/changes/kind.ts';
import { isToBeMade } from '../../../shared/changes/step.ts';
import type { RegistryChange } from '../../../shared/registry-settings/change.ts';
import { registryKinds } from '../../../shared/registry-settings/kinds.ts';
import { planUndo } from '../../../shared/steward/undo/undo.ts';
import { startTestAws } from '../../local/start.ts';
import { settings } from './cases.ts';
import { clear, declaring, exclude, planFor, putScanning, registryOf } from './worlds.ts';

function entryOf(change: RegistryChange): Entry {
  const after: unknown = JSON.parse(JSON.stringify({ change }));
  return {
    ...{ id: '1', at: new Date().toISOString(), by: 'a test', capability: 'registry' },
    ...{ kind: 'registry', rule: change.kind, target: change.kind, what: 'change', weight: 1 },
    ...{ state: 'done', after },
  };
}

/** A statement that is deleted and created again has the same meaning, and perhaps another white space. */
async function meaningOf(ecr: ECRClient): Promise<object> {
  const { policy, ...others } = await registryOf(ecr);
  const statements = policy.map((text) => JSON.stringify(JSON.parse(text))).sort();
  return { ...others, statements };
}

const cases = Object.entries(settings).flatMap(([kind, { starts, changes }]) =>
  Object.entries(starts).flatMap(([from, start]) =>
    Object.entries(changes).map(([to, keys]) => ({ kind, from, to, start, keys })),
  ),
);

test(`of ${cases.length} cases, every change is undone, and that again`, async () => {
  const { ecr } = await startTestAws();
  const undone: string[] = [];
  for (const { start, keys } of cases) {
    await clear(ecr);
    await start(ecr);
    const { changes } = await planFor(ecr, declaring(keys));
    for (const change of changes.filter(isToBeMade)) {
      const before = await meaningOf(ecr);
      await kindOf(registryKinds, change).write(ecr, change);
      const after = await meaningOf(ecr);
      expect(after).not.toEqual(before);
      const undo = await planUndo(ecr, entryOf(change));
      if (undo.state !== 'ready') throw new Error(undo.why);
      expect(await undo.work()).toEqual({ outcome: 'undone', unneeded: false });
      expect(await meaningOf(ecr)).toEqual(before);
      expect(await planUndo(ecr, entryOf(change))).toMatchObject({ state: 'nothing' });

      const { change: back } = undo.action.after as { change: RegistryChange };
      const again = await planUndo(ecr, entryOf(back));
      if (again.state !== 'ready') throw new Error(again.why);
      await again.work();
      expect(await meaningOf(ecr)).toEqual(after);
      undone.push(change.kind);
    }
  }
  expect(undone).toHaveLength(58);
});

test('what somebody has changed since stays', async () => {
  const { ecr } = await startTestAws();
  const { changes } = await planFor(ecr, declaring('scanning: {scanType: ENHANCED}'));
  const [change] = changes;
  if (change === undefined) throw new Error('no change');
  await kindOf(registryKinds, change).write(ecr, change);
  await putScanning(ecr, 'ENHANCED', { SCAN_ON_PUSH: ['*'] });
  expect(await planUndo(ecr, entryOf(change))).toEqual({
    state: 'refused',
    why: expect.stringContaining('the scanning configuration has been changed since: it is '),
  });
});

test('an exclusion that was undone and is there again by somebody else needs no undo', async () => {
  const { ecr } = await startTestAws();
  await exclude(ecr, 'old');
  const { changes } = await planFor(ecr, declaring('prune: true, pullTimeUpdateExclusions: []'));
  const [change] = changes;
  expect(change).toMatchObject({ action: 'delete' });
  expect(await planUndo(ecr, entryOf(change as RegistryChange))).toMatchObject({
    state: 'nothing',
  });
});

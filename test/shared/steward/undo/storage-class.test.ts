import { expect, test } from 'vitest';
import { entriesOfDay } from '../../../../shared/actions/audit-log.ts';
import { planUndo } from '../../../../shared/steward/undo/undo.ts';
import { digestOf, index, manifest } from '../../../local/images.ts';
import { createRepositories, push } from '../../../support/images.ts';
import { soon } from '../../../support/soon.ts';
import { startNights, stateOf } from '../../retention/nights.ts';

const name = 'team-a/web';

/** An index that retention has archived with its part, and the entry of that. */
async function archived(action = 'archive') {
  const at = await startNights(`[{ action: ${action}, keep: { tags: [keep-*] } }]`);
  await createRepositories(at.ecr, name);
  const part = manifest('part');
  await push(at.ecr, name, [], part);
  await push(at.ecr, name, ['1.0'], index(part));
  await at.nights(0, 7);
  const day = new Date().toISOString().slice(0, 10);
  const [logged] = await Array.fromAsync(entriesOfDay(at.ledger, day));
  if (logged === undefined) throw new TypeError('nothing was done');
  return { ...at, entry: logged.entry, part: digestOf(part) };
}

test('a move to the archive is undone: all images are restored, once', async () => {
  const { ecr, entry, part } = await archived();
  expect(await stateOf(ecr, name)).toEqual({ '1.0': 'ARCHIVED', [part]: 'ARCHIVED' });
  const undo = await planUndo(ecr, entry);
  if (undo.state !== 'ready') throw new TypeError(`it is ${undo.state}`);
  expect(undo.lines).toHaveLength(2);
  expect(undo.action).toMatchObject({ kind: 'setting', undoes: entry.id });
  expect(await undo.work()).toEqual({ outcome: 'undone', unneeded: false });
  await soon(async () =>
    expect(await stateOf(ecr, name)).toEqual({ '1.0': 'ACTIVE', [part]: 'ACTIVE' }),
  );
  expect(await planUndo(ecr, entry)).toMatchObject({ state: 'nothing' });
});

test('the undo is undone, with an entry of version 0.2 too, which has one digest', async () => {
  const { ecr, entry, part } = await archived();
  const undone = { ...entry, before: entry.after, after: entry.before };
  expect(await planUndo(ecr, undone)).toMatchObject({ state: 'nothing' });
  const first = await planUndo(ecr, entry);
  if (first.state !== 'ready') throw new TypeError(`it is ${first.state}`);
  await first.work();
  await soon(async () => expect(await stateOf(ecr, name)).toMatchObject({ [part]: 'ACTIVE' }));
  const before = { storageClass: 'ARCHIVE', digest: part };
  const after = { storageClass: 'STANDARD', digest: part };
  for (const it of [undone, { ...entry, before, after }]) {
    const again = await planUndo(ecr, it);
    expect(again).toMatchObject({ state: 'ready' });
    if (again.state === 'ready')
      expect(again.lines).toContain(`move ${name}@${part} to the archive`);
  }
});

test('a deletion is not: it says why', async () => {
  const { ecr, entry } = await archived('delete');
  expect(await planUndo(ecr, entry)).toEqual({
    ...{ state: 'refused', why: 'ECR cannot restore a deleted image' },
  });
});

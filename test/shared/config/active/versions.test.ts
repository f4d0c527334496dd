import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { currentOf, isActive } from '../../../../shared/config/active/current.ts';
import { FORMAT } from '../../../../shared/config/active/item.ts';
import { readActive, readVersion } from '../../../../shared/config/active/read.ts';
import {
  listVersions,
  versionSource,
  versionToRestore,
} from '../../../../shared/config/active/versions.ts';
import { RegistryConfigError } from '../../../../shared/config/errors.ts';
import { by, file, startTable, text } from './table.ts';

test('the last 20 versions are listed, newest first', async () => {
  const { table, push } = await startTable();
  expect(await listVersions(table)).toEqual([]);
  for (let number = 1; number <= 22; number += 1) await push(text(number));
  await push(text(5), { restores: 5 });
  const listed = await listVersions(table);
  expect(listed.map(({ version }) => version)).toEqual(
    Array.from({ length: 20 }, (_, index) => 23 - index),
  );
  const at = '2026-11-27T09:12:00.000Z';
  expect(listed[0]).toEqual({ version: 23, at, by, file, restores: 5 });
  expect(listed[1]).toEqual({ version: 22, at, by, file });
});

test('a version that is damaged or no longer kept is left out of the list', async () => {
  const { table, push, item, write, remove, damage } = await startTable();
  for (const number of [1, 2, 3, 4]) await push(text(number));
  await remove(2);
  await write({ ...(await item(3)), activated: { S: 'yesterday' } }, 3);
  expect((await listVersions(table)).map(({ version }) => version)).toEqual([4, 1]);
  await damage('version');
  expect((await listVersions(table)).map(({ version }) => version)).toEqual([4, 1]);
});

test('the text is that of the active one, or of a version, to the byte', async () => {
  const { table, push } = await startTable();
  await expect(versionSource(table)).rejects.toThrow('no configuration is active yet. ');
  const odd = '# "ä" 🐳\r\nnaming: {}   \r\n\r\n# no newline at the end';
  await push(odd);
  await push(text(2), { file: 'team/registry.yml' });
  expect(await versionSource(table)).toMatchObject({ version: 2, source: text(2) });
  expect(await versionSource(table, 1)).toMatchObject({ file, source: odd });
  await expect(versionSource(table, 3)).rejects.toThrow('the ledger has no version 3 of the');
});

test('the version before the active one is restored, unless another is named', async () => {
  const { table, push } = await startTable();
  await expect(versionToRestore(table)).rejects.toThrow('no configuration is active yet');
  await push(text(1));
  await expect(versionToRestore(table)).rejects.toThrow('is the first one: there is none before');
  await push(text(2));
  await push(text(3));
  expect(await versionToRestore(table)).toMatchObject({ version: 2, source: text(2) });
  expect(await versionToRestore(table, 1)).toMatchObject({ version: 1, source: text(1) });
  await expect(versionToRestore(table, 4)).rejects.toThrow('the ledger has no version 4');
});

test('what an earlier ecr-steward took may not be valid any more', async () => {
  const { table, push, item, write } = await startTable();
  await push(text(1));
  const old = 'naming: {tags: [{gone: true}]}\nolder: 1\n';
  // As a version that was pushed when it was valid.
  const { brotliCompressSync } = await import('node:zlib');
  const source = brotliCompressSync(old);
  const { compiled, ...rest } = (await item(1)) ?? {};
  const sha256 = createHash('sha256')
    .update(compiled?.B ?? '')
    .update(source)
    .digest('hex');
  const parts = { compiled: compiled as never, source: { B: source }, sha256: { S: sha256 } };
  await write({ ...rest, ...parts }, 1);
  const refused = await versionToRestore(table, 1).catch((error) => error);
  expect(refused).toBeInstanceOf(RegistryConfigError);
  expect(refused.message).toMatch(/^version 1 \(registry\.yml\) has \d problems:\n/);
  expect(refused.message).toContain('version 1 (registry.yml):2:1');
});

test('what is active is read as far as it can be', async () => {
  const { table, push, damage } = await startTable();
  expect(await currentOf(table)).toEqual({});
  await push(text(1));
  const current = await currentOf(table);
  expect(current).toEqual({ version: expect.objectContaining({ version: 1 }), source: text(1) });
  expect(isActive(current, { source: text(1), file })).toBe(true);
  expect(isActive(current, { source: text(1), file: 'other.yml' })).toBe(false);
  expect(isActive(current, { source: text(2), file })).toBe(false);

  await damage('format', { N: String(FORMAT + 1) });
  const other = await currentOf(table);
  expect(other).toMatchObject({
    version: { version: 1 },
    source: text(1),
    problem: { name: 'OtherFormatError' },
  });
  expect(isActive(other, { source: text(1), file })).toBe(false);

  await damage('by');
  expect(await currentOf(table)).toMatchObject({ version: undefined, source: text(1) });
  await damage('sha256', { S: 'x' });
  const damaged = await currentOf(table);
  expect(damaged).toMatchObject({ problem: { reason: expect.stringMatching(/its checksum is/) } });
  expect(damaged.source).toBeUndefined();
});

test('bytes with the right checksum that are no configuration are damage, too', async () => {
  const { table, push, damage } = await startTable();
  await push(text(1));
  const sha = (...parts: Buffer[]) => ({
    S: createHash('sha256').update(Buffer.concat(parts)).digest('hex'),
  });
  const { brotliCompressSync } = await import('node:zlib');
  const [noBrotli, noJson] = [Buffer.from('x'), brotliCompressSync('{')];
  await damage('compiled', { B: noJson });
  await damage('source', { B: noJson });
  await damage('sha256', sha(noJson, noJson));
  expect((await currentOf(table)).problem?.reason).toContain('it is no JSON');
  await damage('source', { B: noBrotli });
  await damage('sha256', sha(noJson, noBrotli));
  expect((await currentOf(table)).problem?.reason).toContain('it cannot be decompressed');
  expect(await push(text(2))).toMatchObject({ version: { version: 2 } });
});

test('what was just written is read: a function starts by the event of an activation', async () => {
  const { table, push, inputs } = await startTable();
  await push(text(1));
  inputs.splice(0);
  await readActive(table);
  await readVersion(table, 1);
  await listVersions(table);
  expect(inputs).toHaveLength(4);
  for (const input of inputs) expect(input).toContain('"ConsistentRead":true');
});

import { describe, expect, test } from 'vitest';
import {
  ActivatedMeanwhileError,
  TooLargeConfigurationError,
} from '../../../../shared/config/active/errors.ts';
import { readActive, readVersion } from '../../../../shared/config/active/read.ts';
import { listVersions, versionSource } from '../../../../shared/config/active/versions.ts';
import { RegistryConfigError } from '../../../../shared/config/errors.ts';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import { by, file, startTable, text } from './table.ts';

describe('an activation', () => {
  test('is what functions read, compiled, and keeps a copy of each version', async () => {
    const { table, push, item } = await startTable();
    expect(await readActive(table)).toBeUndefined();
    const source = 'naming: {tags: [{rule: a, kinds: [semver], action: quarantine}]}\n';
    expect(await push(source)).toEqual({
      version: { version: 1, at: '2026-11-27T09:12:00.000Z', by, file },
      before: undefined,
      unchanged: false,
    });
    const config = parseRegistryConfig(source);
    expect(await readActive(table)).toEqual({ version: 1, file, config });
    expect(await push(text(2))).toMatchObject({
      version: { version: 2 },
      before: { version: 1, by },
    });
    expect(await readVersion(table, 1)).toEqual({ version: 1, file, config });
    expect(await versionSource(table, 1)).toMatchObject({ source, version: 1 });
    const [active, copy] = [await item(), await item(2)];
    const expiresAt = Date.parse('2026-11-27T09:12:00Z') / 1000 + 400 * 86_400;
    expect(copy).toEqual({ ...active, id: copy?.id, expiresAt: { N: String(expiresAt) } });
    expect(active).not.toHaveProperty('expiresAt');
  });

  test('of the same text of the same file writes nothing', async () => {
    const { push, calls } = await startTable();
    await push(text(1));
    calls();
    expect(await push(text(1), { seen: 7 })).toMatchObject({
      unchanged: true,
      version: { version: 1 },
    });
    expect(calls()).toEqual(['GetItem']);
    // Functions compare the file with the owner mark.
    expect(await push(text(1), { file: 'other.yml' })).toMatchObject({ version: { version: 2 } });
  });

  test('of the same text is written anew where functions read another format', async () => {
    const { table, push, damage } = await startTable();
    await push(text(1));
    await damage('format', { N: '99' });
    await expect(readActive(table)).rejects.toThrow('has format 99');
    expect(await push(text(1))).toMatchObject({ unchanged: false, version: { version: 2 } });
    expect(await readActive(table)).toMatchObject({ version: 2 });
  });

  test('of an invalid file, or of one that is too large, changes nothing', async () => {
    const { table, push, item } = await startTable();
    await push(text(1));
    const before = await item();
    const invalid = await push('naming: [\npullThroughCache: {prune: maybe}').catch((it) => it);
    expect(invalid).toBeInstanceOf(RegistryConfigError);
    await expect(push('naming: {tag: 1}\nalert: {}')).rejects.toMatchObject({
      problems: [{ line: 1 }, { line: 2 }],
    });
    const large = `naming: {}\n# ${noise(600_000)}\n`;
    const tooLarge = await push(large).catch((it) => it);
    expect(tooLarge).toBeInstanceOf(TooLargeConfigurationError);
    expect(tooLarge.message).toMatch(
      /^registry\.yml is too large: \d{3} KB compressed, and an item of DynamoDB holds 380 KB\. /,
    );
    expect(await item()).toEqual(before);
    expect(await listVersions(table)).toHaveLength(1);
  });

  test('of a file that is just small enough fits into an item', async () => {
    const { push, table } = await startTable();
    const large = `naming: {}\n# ${noise(440_000)}\n`;
    await push(large);
    expect(await versionSource(table)).toMatchObject({ source: large });
    expect(await versionSource(table, 1)).toMatchObject({ source: large });
  });
});

/** Text that does not compress to less than three quarters. */
function noise(length: number): string {
  let state = 1;
  const characters = Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(0x21 + (state % 90));
  });
  return characters.join('');
}

describe('two at once', () => {
  test('one wins, and the other gets to know who', async () => {
    const { table, push } = await startTable();
    await push(text(1));
    const both = await Promise.allSettled([push(text(2)), push(text(3))]);
    const [lost, ...none] = both.filter((it) => it.status === 'rejected');
    expect(none).toEqual([]);
    expect(lost?.reason).toBeInstanceOf(ActivatedMeanwhileError);
    expect(lost?.reason.message).toMatch(`${by} activated version 2 at the same time: yours is`);
    expect((await listVersions(table)).map(({ version }) => version)).toEqual([2, 1]);
    const active = await versionSource(table);
    expect(await versionSource(table, 2)).toEqual(active);
  });

  test('so too for the first one', async () => {
    const { push } = await startTable();
    const both = await Promise.allSettled([push(text(2)), push(text(3))]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('a person replaces only what they have seen', async () => {
    const { push, damage } = await startTable();
    await push(text(1), { seen: 0 });
    await push(text(2), { seen: 1 });
    await expect(push(text(3), { seen: 1 })).rejects.toThrow(/activated version 2 at the same/);
    await expect(push(text(3), { seen: 0 })).rejects.toThrow(ActivatedMeanwhileError);
    await damage('version');
    expect(await push(text(3), { seen: 0 })).toMatchObject({ version: { version: 3 } });
  });
});

describe('what was damaged', () => {
  test.each([
    ['its version is missing', 'version', undefined],
    ['its version is no number', 'version', { N: '0' }],
    ['its version is a text', 'version', { S: '2' }],
    ['its time is missing', 'activated', undefined],
    ['its checksum is another', 'sha256', { S: 'x' }],
    ['its text is missing', 'source', undefined],
    ['what functions read is another', 'compiled', { B: Buffer.from('{}') }],
    ['who activated it is missing', 'by', undefined],
  ] as const)('is replaced, and numbers go on: %s', async (_, attribute, value) => {
    const { table, push, damage, item } = await startTable();
    await push(text(1));
    await push(text(2));
    const copy = await item(2);
    await damage(attribute, value);
    await expect(readActive(table).then((it) => it?.config)).rejects.toThrow('is damaged');
    expect(await push(text(2))).toMatchObject({ unchanged: false, version: { version: 3 } });
    expect(await readActive(table)).toMatchObject({ version: 3 });
    // The good copy of the damaged one stays as it is.
    expect(await item(2)).toEqual(copy);
    expect(await versionSource(table, 2)).toMatchObject({ source: text(2) });
  });

  test('is replaced, and numbers go on: nothing of it is left', async () => {
    const { table, push, write } = await startTable();
    await push(text(1));
    await write({});
    expect(await push(text(2))).toMatchObject({ version: { version: 2 }, before: undefined });
    expect(await readActive(table)).toMatchObject({ version: 2 });
  });

  test('is replaced also where two are at it', async () => {
    const { push, damage } = await startTable();
    await push(text(1));
    await damage('version');
    const both = await Promise.allSettled([push(text(2)), push(text(3))]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('what was deleted is replaced, and no number is given twice', async () => {
    const { table, push, remove, item } = await startTable();
    await push(text(1));
    await push(text(2));
    await remove();
    const kept = await item(2);
    expect(await push(text(9))).toMatchObject({ version: { version: 3 }, before: undefined });
    expect(await item(2)).toEqual(kept);
    expect(await readActive(table)).toMatchObject({
      version: 3,
    });
  });
});

test('a crash between the active item and its copy heals with the next activation', async () => {
  const { aws, table, push, item } = await startTable();
  await push(text(1));
  const crash = { operations: ['dynamodb:PutItem'], error: 'AccessDeniedException', after: 2 };
  aws.faults.set([crash]);
  await expect(push(text(2))).rejects.toThrow();
  aws.faults.clear();
  expect(await item(2)).toBeUndefined();
  // It is active, and can be read by its number.
  expect(await readVersion(table, 2)).toMatchObject({ version: 2 });
  expect(await versionSource(table, 2)).toMatchObject({ source: text(2) });
  expect((await listVersions(table)).map(({ version }) => version)).toEqual([2, 1]);
  await push(text(3));
  expect(await versionSource(table, 2)).toMatchObject({ source: text(2) });
  expect((await listVersions(table)).map(({ version }) => version)).toEqual([3, 2, 1]);
});

test('an answer that is lost is no other activation', async () => {
  const { aws, push, item } = await startTable();
  await push(text(1));
  aws.faults.set([
    { operations: ['dynamodb:PutItem'], drop: 'after' as const, after: 1, times: 1 },
  ]);
  expect(await push(text(2))).toMatchObject({ unchanged: false, version: { version: 2 } });
  expect(await item(2)).toMatchObject({ version: { N: '2' } });
  aws.faults.set([
    { operations: ['dynamodb:PutItem'], drop: 'after' as const, after: 2, times: 1 },
  ]);
  expect(await push(text(3))).toMatchObject({ version: { version: 3 } });
});

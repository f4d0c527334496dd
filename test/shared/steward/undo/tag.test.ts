import { BatchDeleteImageCommand, PutImageTagMutabilityCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { type Entry, entry } from '../../../../shared/actions/audit-log.ts';
import { lastQuarantines } from '../../../../shared/actions/find-quarantine.ts';
import { quarantineTag } from '../../../../shared/registry/tags/own-tag.ts';
import { deleteTag, replaceTag } from '../../../../shared/registry/tags/retag.ts';
import { planUndo } from '../../../../shared/steward/undo/undo.ts';
import { manifest, put, remove, repositoryName, tagsByDigest } from '../../../local/images.ts';
import { startWithRepository } from '../../../local/start.ts';
import { createLedger, openGate } from '../../../support/acting.ts';

const rule = { capability: 'naming', name: 'versions', text: '' } as const;

/** A registry with an image, and a journal that what is done to it is in. */
async function start() {
  const started = await startWithRepository();
  const ledger = await createLedger(started);
  const gate = await openGate(started, { ledger });
  const { ecr } = started;
  const base = { rule, repository: repositoryName };
  const entryOf = async (performed: { state: string; id?: string }): Promise<Entry> => {
    const found = await entry(ledger, performed.id ?? '');
    if (found === undefined) throw new Error('nothing is in the journal');
    return found;
  };
  return {
    ...started,
    ledger,
    quarantine: async (tag: string, digest: string) => {
      const kept = quarantineTag(digest);
      const [before, after] = [
        { tag, digest },
        { tag: kept, digest },
      ];
      const target = `${repositoryName}:${tag}`;
      const what = `replace the tag by ${kept}`;
      const action = { ...base, kind: 'quarantine' as const, target, what, before, after };
      const from = { repositoryName, imageTag: tag, imageDigest: digest };
      return entryOf(
        await gate.perform(action, async () => ({
          outcome: (await replaceTag(ecr, from, kept)).state,
        })),
      );
    },
    deletion: async (tag: string, digest: string) => {
      const target = `${repositoryName}:${tag}`;
      const action = { ...base, kind: 'delete' as const, target, what: 'delete the tag' };
      const from = { repositoryName, imageTag: tag, imageDigest: digest };
      const work = async () => ({ outcome: (await deleteTag(ecr, from)).state });
      return entryOf(await gate.perform({ ...action, before: { tag, digest } }, work));
    },
    /** Undoes an action, and answers the entry of that. */
    takeBack: async (of: Entry): Promise<Entry> => {
      const undo = await planUndo(ecr, of);
      if (undo.state !== 'ready') throw new Error(undo.why);
      return entryOf(await gate.perform(undo.action, undo.work));
    },
    tags: () => tagsByDigest(ecr),
  };
}

describe('an action on a tag', () => {
  test('a quarantined image gets its name again, and keeps none of quarantine', async () => {
    const { ecr, quarantine, takeBack, tags } = await start();
    const digest = await put(ecr, manifest('a'), 'latest');
    const action = await quarantine('latest', digest);
    expect(await tags()).toEqual({ [digest]: [quarantineTag(digest)] });
    const back = await takeBack(action);
    expect(await tags()).toEqual({ [digest]: ['latest'] });
    expect(back).toMatchObject({
      ...{ kind: 'setting', state: 'done', what: `undo ${action.id}`, capability: 'naming' },
      ...{ before: { tag: quarantineTag(digest), digest }, after: { tag: 'latest', digest } },
    });
  });

  test('of two names that were taken, the quarantine tag goes with the first', async () => {
    const { ecr, quarantine, takeBack, tags } = await start();
    const digest = await put(ecr, manifest('a'), 'one');
    await put(ecr, manifest('a'), 'two');
    const acts = [await quarantine('one', digest), await quarantine('two', digest)];
    for (const action of acts) await takeBack(action);
    expect((await tags())[digest]?.sort()).toEqual(['one', 'two']);
  });

  test('what was undone is quarantined again by an undo of that, within the limits', async () => {
    const { ecr, quarantine, takeBack, tags } = await start();
    const digest = await put(ecr, manifest('a'), 'latest');
    const again = await takeBack(await takeBack(await quarantine('latest', digest)));
    expect(again).toMatchObject({ kind: 'quarantine', state: 'done' });
    expect(await tags()).toEqual({ [digest]: [quarantineTag(digest)] });
  });

  test('a second time there is nothing to do', async () => {
    const { ecr, quarantine, takeBack } = await start();
    const digest = await put(ecr, manifest('a'), 'latest');
    const action = await quarantine('latest', digest);
    await takeBack(action);
    expect(await planUndo(ecr, action)).toEqual({
      state: 'nothing',
      why: 'all is as it was before: it is undone already',
    });
  });

  test('a deleted tag comes back on the image that has stayed, and goes by an undo of that', async () => {
    const { ecr, deletion, takeBack, tags } = await start();
    const digest = await put(ecr, manifest('a'), 'stays');
    await put(ecr, manifest('a'), 'wrong');
    const back = await takeBack(await deletion('wrong', digest));
    expect((await tags())[digest]?.sort()).toEqual(['stays', 'wrong']);
    expect(await takeBack(back)).toMatchObject({ kind: 'delete', state: 'done' });
    expect(await tags()).toEqual({ [digest]: ['stays'] });
  });

  test.each(['MUTABLE', 'IMMUTABLE'] as const)(
    'a name that somebody has pushed since stays theirs: %s',
    async (imageTagMutability) => {
      const { ecr, quarantine, tags } = await start();
      const digest = await put(ecr, manifest('a'), 'latest');
      const action = await quarantine('latest', digest);
      await ecr.send(new PutImageTagMutabilityCommand({ repositoryName, imageTagMutability }));
      const other = await put(ecr, manifest('b'), 'latest');
      const undo = await planUndo(ecr, action);
      expect(undo).toMatchObject({ state: 'refused' });
      expect(undo).toHaveProperty('why', expect.stringContaining(`points to ${other} now`));
      expect(await tags()).toEqual({ [digest]: [quarantineTag(digest)], [other]: ['latest'] });
    },
  );

  test.each(['MUTABLE', 'IMMUTABLE'] as const)(
    'so does one that is pushed between the look and the act: %s',
    async (imageTagMutability) => {
      const { ecr, quarantine, tags } = await start();
      const digest = await put(ecr, manifest('a'), 'latest');
      const undo = await planUndo(ecr, await quarantine('latest', digest));
      await ecr.send(new PutImageTagMutabilityCommand({ repositoryName, imageTagMutability }));
      const other = await put(ecr, manifest('b'), 'latest');
      if (undo.state !== 'ready') throw new Error(undo.why);
      await expect(undo.work()).rejects.toThrow(`points to ${other} now`);
      expect(await tags()).toEqual({ [digest]: [quarantineTag(digest)], [other]: ['latest'] });
    },
  );

  test('an image that is gone cannot get its name back', async () => {
    const { ecr, quarantine } = await start();
    const digest = await put(ecr, manifest('a'), 'latest');
    const action = await quarantine('latest', digest);
    await remove(ecr, { imageDigest: digest });
    expect(await planUndo(ecr, action)).toMatchObject({
      state: 'refused',
      why: expect.stringContaining(`${repositoryName}@${digest} is gone`),
    });
  });

  test('what cannot be undone is refused with why, unless nobody knows whether it was done', async () => {
    const { ecr, deletion } = await start();
    const digest = await put(ecr, manifest('a'), 'latest');
    const final = 'ECR gives no image back';
    const action = { ...(await deletion('latest', digest)), final };
    expect(await planUndo(ecr, action)).toEqual({ state: 'refused', why: final });
    await put(ecr, manifest('a'), 'latest');
    expect(await planUndo(ecr, { ...action, state: 'begun' })).toMatchObject({ state: 'nothing' });
  });

  test('an action that broke off half-way is undone from where it is', async () => {
    const { ecr, quarantine, tags } = await start();
    const digest = await put(ecr, manifest('a'), 'latest');
    const action = { ...(await quarantine('latest', digest)), state: 'begun' as const };
    await put(ecr, manifest('a'), 'latest');
    const undo = await planUndo(ecr, action);
    if (undo.state !== 'ready') throw new Error(undo.why);
    await undo.work();
    expect(await tags()).toEqual({ [digest]: ['latest'] });
    expect(await planUndo(ecr, action)).toMatchObject({
      why: 'all is as it was before: it was not done, or it is undone already',
    });
  });

  test('the last tag of an image stays', async () => {
    const { ecr, deletion, takeBack, tags } = await start();
    const digest = await put(ecr, manifest('a'), 'stays');
    await put(ecr, manifest('a'), 'wrong');
    const back = await takeBack(await deletion('wrong', digest));
    const imageIds = [{ imageTag: 'stays' }];
    await ecr.send(new BatchDeleteImageCommand({ repositoryName, imageIds }));
    expect(await planUndo(ecr, back)).toEqual({
      state: 'refused',
      why: 'ECR would delete the image with wrong, its last tag',
    });
    expect(await tags()).toEqual({ [digest]: ['wrong'] });
  });

  test('the last quarantine of a tag is found, and no other act', async () => {
    const { ecr, ledger, quarantine, takeBack } = await start();
    const first = await put(ecr, manifest('a'), 'latest');
    await takeBack(await quarantine('latest', first));
    const second = await put(ecr, manifest('b'), 'latest');
    const action = await quarantine('latest', second);
    const of = (repository: string, more: object) =>
      lastQuarantines(ledger, { repository, ...more });
    expect(await of(repositoryName, { tag: 'latest' })).toEqual([action]);
    expect(await of(repositoryName, { tag: 'other' })).toEqual([]);
    expect(await of('other', { tag: 'latest' })).toEqual([]);
    // By its digest what was released already is not meant, but by its name and digest.
    expect(await of(repositoryName, { digest: second })).toEqual([action]);
    expect(await of(repositoryName, { digest: first })).toEqual([]);
    expect(await of(repositoryName, { tag: 'latest', digest: first })).toMatchObject([
      { before: { tag: 'latest', digest: first } },
    ]);
  });
});

describe('before it is undone, it says', () => {
  /** The lines of an undo: of a quarantine, of the undo of that, of a deletion, and of the undo of that. */
  async function lines(which: 'quarantine' | 'deletion', undone: boolean) {
    const started = await start();
    const { ecr, takeBack } = started;
    const digest = await put(ecr, manifest('a'), 'stays');
    await put(ecr, manifest('a'), 'latest');
    const action = await started[which]('latest', digest);
    const undo = await planUndo(ecr, undone ? await takeBack(action) : action);
    if (undo.state !== 'ready') throw new Error(undo.why);
    const named = undo.lines.map((line) =>
      line.replaceAll(quarantineTag(digest), 'QUARANTINE').replaceAll(digest, 'DIGEST'),
    );
    return named;
  }

  const image = `${repositoryName}@DIGEST`;
  const stays = 'no rule of naming removes it from this image again, until this is undone';
  const removed = (tag: string) => `its tag ${tag} is removed, if it still has another one`;

  test.each<[string, 'quarantine' | 'deletion', boolean, string[]]>([
    [
      'of a quarantine, which tag comes, stays, and goes',
      ...(['quarantine', false] as const),
      [`${image} gets the tag latest`, stays, removed('QUARANTINE')],
    ],
    [
      'of a release, that the quarantine tag comes again',
      ...(['quarantine', true] as const),
      [`${image} gets the tag QUARANTINE`, removed('latest')],
    ],
    [
      'of a deletion, which tag comes and stays',
      ...(['deletion', false] as const),
      [`${image} gets the tag latest`, stays],
    ],
    [
      'of a tag that was given again, that it is removed',
      ...(['deletion', true] as const),
      [removed('latest')],
    ],
  ])('%s', async (_, which, undone, expected) => {
    expect(await lines(which, undone)).toEqual(expected);
  });
});

test('a name that is pushed again right after it was given leaves the image its quarantine tag', async () => {
  const { ecr, quarantine, tags } = await start();
  const digest = await put(ecr, manifest('a'), 'latest');
  const undo = await planUndo(ecr, await quarantine('latest', digest));
  if (undo.state !== 'ready') throw new Error(undo.why);
  let other: string | undefined;
  ecr.middlewareStack.add((next, { commandName }) => async (args) => {
    const answer = await next(args);
    if (commandName === 'PutImageCommand' && other === undefined) {
      other = '';
      other = await put(ecr, manifest('b'), 'latest');
    }
    return answer;
  });
  await expect(undo.work()).rejects.toThrow('it is its last tag');
  expect(await tags()).toEqual({ [digest]: [quarantineTag(digest)], [other ?? '']: ['latest'] });
});

import { DeleteRepositoryCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import type { RegistryImage } from '../../../shared/registry/read.ts';
import { StewardError } from '../../../shared/runtime/errors.ts';
import type { RepositoryVisit, Visitor, Walked } from '../../../shared/walk/visitor.ts';
import { startTestAws } from '../../local/start.ts';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories, push } from '../../support/images.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { walk } from '../../support/walk.ts';

const names = ['a/one', 'b/three', 'b/two', 'c/four', 'd/five'];

async function start() {
  const started = await startTestAws();
  await createRepositories(started.ecr, ...names.toReversed());
  for (const name of names) await push(started.ecr, name, ['1.0.0', 'latest']);
  return started;
}

interface Recording extends Visitor<string[]> {
  /** What `done` was given. */
  all: { parts: string[][]; unseen: string[]; seen: Record<string, boolean> };
}

/** A visitor that notes the tags of each repository. */
function recording(
  name = 'recording',
  override: (repository: string) => Partial<RepositoryVisit> = () => ({}),
): Recording {
  const all: Recording['all'] = { parts: [], unseen: [], seen: {} };
  return {
    ...{ name, all },
    slice: () => {
      const lines: string[] = [];
      return {
        repository: ({ repositoryName }) => {
          const tags: string[] = [];
          return {
            images: (page) => void tags.push(...tagsOf(page)),
            end: () => void lines.push(`${repositoryName} ${tags.toSorted()}`),
            ...override(repositoryName),
          };
        },
        end: () => lines,
      };
    },
    done: async (walked: Walked<string[]>) => {
      all.parts = await Array.fromAsync(walked.parts());
      all.unseen = walked.unseen.map(({ repository, error }) => `${repository}: ${error}`);
      for (const it of [...names, 'b/gone', 'z']) all.seen[it] = walked.hasSeen(it);
      return { result: { lines: all.parts.flat().length } };
    },
  };
}

function tagsOf(page: readonly RegistryImage[]): string[] {
  return page.flatMap(({ imageTags = [] }) => imageTags);
}

const imageCalls = (calls: string[]) => calls.filter((it) => it === 'ecr:DescribeImages');

const lines = names.map((name) => `${name} 1.0.0,latest`);

describe('a walk', () => {
  test.each([1, 2, 5, 250])('shows every repository once, in slices of %i', async (perSlice) => {
    const { ecr } = await start();
    const visitor = recording();
    const end = await walk(ecr, [visitor], { perSlice });
    expect(visitor.all.parts).toHaveLength(Math.ceil(names.length / perSlice));
    expect(visitor.all.parts.flat()).toEqual(lines);
    expect(visitor.all.unseen).toEqual([]);
    expect(new Set(Object.values(visitor.all.seen))).toEqual(new Set([true]));
    expect(end).toMatchObject({ repositories: 5, visitors: { recording: { lines: 5 } } });
    expect(end.failed).toEqual({});
  });

  test('costs the same calls for several visitors, and none for images that nobody needs', async () => {
    const { aws, ecr } = await start();
    const calls = recordCalls(aws);
    await walk(ecr, [recording('one'), recording('two')]);
    expect(imageCalls(calls)).toHaveLength(5);
    expect(calls.filter((it) => it === 'ecr:DescribeRepositories')).toHaveLength(1);
    const blind: Visitor = {
      name: 'blind',
      slice: () => ({ repository: () => ({}), end: () => 'seen' }),
      done: async ({ parts }) => ({ result: { parts: await Array.fromAsync(parts()) } }),
    };
    const end = await walk(ecr, [blind]);
    expect(end.visitors.blind).toEqual({ parts: ['seen'] });
    expect(imageCalls(calls)).toHaveLength(5);
  });

  test('gives slices what a visitor has begun with, and calls it again with what it has left', async () => {
    const { ecr } = await start();
    const turns: unknown[] = [];
    const visitor: Visitor<string, { word: string }> = {
      name: 'left',
      begin: async ({ repositories }) => ({ word: `of ${repositories}` }),
      slice: ({ number }, { word }) => ({
        repository: () => undefined,
        end: () => `${number} ${word}`,
      }),
      done: async ({ parts, left, begun }) => {
        turns.push(left);
        if (turns.length < 3) return { result: {}, left: { turn: turns.length } };
        return { result: { begun, parts: await Array.fromAsync(parts()) } };
      },
    };
    const end = await walk(ecr, [visitor], { perSlice: 3 });
    expect(end.visitors.left).toEqual({ begun: { word: 'of 5' }, parts: ['0 of 5', '1 of 5'] });
    expect(turns).toEqual([undefined, { turn: 1 }, { turn: 2 }]);
  });

  test('of an empty registry calls its visitors all the same', async () => {
    const { ecr } = await startTestAws();
    const visitor = recording();
    await walk(ecr, [visitor]);
    expect(visitor.all).toMatchObject({ parts: [[]], unseen: [], seen: { z: true } });
  });
});

describe('a visitor that fails', () => {
  test.each(['images', 'end'] as const)(
    'in `%s` of a repository has not seen it, and others have',
    async (at) => {
      const { ecr } = await start();
      const failing = recording('failing', (repository) =>
        repository === 'b/two'
          ? {
              [at]: () => {
                throw new Error('out of luck');
              },
            }
          : {},
      );
      const other = recording('other');
      const end = await walk(ecr, [failing, other], { perSlice: 2 });
      expect(other.all.parts.flat()).toEqual(lines);
      expect(failing.all.parts.flat()).toEqual(lines.filter((line) => !line.startsWith('b/two')));
      expect(failing.all.unseen).toEqual(['b/two: out of luck']);
      expect(failing.all.seen).toMatchObject({ 'b/two': false, 'b/three': true, 'b/gone': true });
      expect(end.failed).toEqual({});
    },
  );

  test('at the end of a slice gets it again, alone, and then has seen all', async () => {
    const { aws, ecr } = await start();
    const failing = recording('failing');
    const { slice } = failing;
    let ends = 0;
    failing.slice = (...given) => {
      const visit = slice(...given);
      if (visit instanceof Promise) throw new Error('not expected');
      const end = async (...seen: Parameters<typeof visit.end>) => {
        ends += 1;
        if (ends === 2) throw new Error('out of luck');
        return visit.end(...seen);
      };
      return { ...visit, end };
    };
    const other = recording('other');
    const calls = recordCalls(aws);
    await walk(ecr, [failing, other], { perSlice: 2 });
    expect(failing.all.parts.flat()).toEqual(lines);
    expect(failing.all.unseen).toEqual([]);
    expect(other.all.parts).toHaveLength(3);
    expect(imageCalls(calls)).toHaveLength(5 + 2);
  });

  test('at the end of a slice each time has not seen its range of names', async () => {
    const { ecr } = await start();
    const failing = recording('failing');
    const { slice } = failing;
    failing.slice = (...given) => {
      const visit = slice(...given);
      if (visit instanceof Promise || given[0].number !== 1) return visit;
      return { ...visit, end: () => Promise.reject(new StewardError('only a person can help')) };
    };
    const end = await walk(ecr, [failing, recording('other')], { perSlice: 2 });
    expect(failing.all.unseen).toEqual([
      'b/two: only a person can help',
      'c/four: only a person can help',
    ]);
    expect(failing.all.seen).toMatchObject({ 'b/three': true, 'b/two': false, 'd/five': true });
    expect(failing.all.seen['b/gone']).toBe(true);
    expect(end.visitors).toMatchObject({ failing: { lines: 3 }, other: { lines: 5 } });
  });

  test.each(['begin', 'done'] as const)('in `%s` is out, and the others are not', async (at) => {
    const { ecr } = await start();
    const failing = { ...recording('failing'), [at]: () => Promise.reject(new Error('no')) };
    const noted: string[] = [];
    const end = await walk(ecr, [failing, recording('other')], {
      onFailure: ({ visitor, error }) => noted.push(`${visitor} ${error}`),
    });
    expect(end.failed).toEqual({ failing: 'no' });
    expect(end.visitors).toEqual({ other: { lines: 5 } });
    expect(noted).toEqual(['failing Error: no']);
  });
});

describe('a repository', () => {
  test('whose images cannot be read is seen by visitors that do not need them', async () => {
    const { aws, ecr } = await start();
    const seen: string[] = [];
    const blind: Visitor = {
      name: 'blind',
      slice: () => ({
        repository: ({ repositoryName }) => ({ end: () => void seen.push(repositoryName) }),
        end: () => ({}),
      }),
      done: async ({ unseen }) => ({ result: { unseen } }),
    };
    const third = { operations: ['ecr:DescribeImages'], after: 2, times: 1 };
    aws.faults.set([{ ...third, error: 'AccessDeniedException' }]);
    const other = recording('other');
    const end = await walk(ecr, [blind, { ...other, handsOn: true }], { perSlice: 1 });
    expect(seen).toEqual(names);
    expect(end.visitors.blind).toEqual({ unseen: [] });
    expect(other.all.unseen).toEqual([expect.stringMatching(/^b\/two: /)]);
  });

  test('that cannot be read has not been seen, and stops no other', async () => {
    const { aws, ecr } = await start();
    const third = { operations: ['ecr:DescribeImages'], after: 2, times: 1 };
    aws.faults.set([{ ...third, error: 'AccessDeniedException' }]);
    const visitor = recording();
    await walk(ecr, [visitor], { perSlice: 1 });
    expect(visitor.all.parts.flat()).toEqual(lines.filter((line) => !line.startsWith('b/two')));
    expect(visitor.all.unseen).toEqual([expect.stringMatching(/^b\/two: /)]);
    expect(visitor.all.seen).toMatchObject({ 'b/two': false, 'c/four': true });
  });

  test('that is deleted after it was listed is gone, and nothing is wrong', async () => {
    const { ecr } = await start();
    const visitor = recording();
    visitor.begin = async (walked) => {
      const gone = { repositoryName: 'b/two', force: true };
      await walked.ecr.send(new DeleteRepositoryCommand(gone));
    };
    await walk(ecr, [visitor], { perSlice: 2 });
    expect(visitor.all.parts.flat()).toEqual(lines.filter((line) => !line.startsWith('b/two')));
    expect(visitor.all.unseen).toEqual([]);
    expect(visitor.all.seen['b/two']).toBe(true);
  });
});

test('its files are removed by whoever wants to', async () => {
  const { ecr } = await start();
  const store = memoryStore();
  await walk(ecr, [recording()], { store, perSlice: 2 });
  expect([...store.files.keys()].every((key) => key.startsWith('runs/date='))).toBe(true);
});

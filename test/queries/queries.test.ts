import { readdirSync, readFileSync } from 'node:fs';
import { BatchDeleteImageCommand, ECRClient, type ImageDetail } from '@aws-sdk/client-ecr';
import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startLocalAws } from '../../local/aws.ts';
import { type Answer, ask, openInventory } from '../../queries/run.ts';
import { writeParts } from '../../shared/inventory/parquet/parts.ts';
import type { ActionRow, DeletionRow } from '../../shared/inventory/rows/rows.ts';
import { images, repositories } from '../../shared/registry/read.ts';
import type { Store } from '../../shared/runtime/store/store.ts';
import { sampleSnapshot } from '../cli/run.ts';
import { clientConfig } from '../local/start.ts';
import { duckDbProblem, requireDuckDb } from '../support/duckdb.ts';
import { digestOfName } from '../support/image-rows.ts';
import { createRepositories, push } from '../support/images.ts';
import { memoryStore } from '../support/memory-store.ts';
import { takeParts } from '../support/take-parts.ts';
import { createFolder } from '../support/temporary-folder.ts';

type Found = ImageDetail & { repositoryName: string; imageDigest: string };

const lastWeek = '2026-11-14';
const today = '2026-11-21';

/** What the API says at the time of the second inventory. */
let found: Found[];
let pushed: string;
let moved: string;
let connection: DuckDBConnection;

beforeEach(requireDuckDb);

beforeAll(async () => {
  if (duckDbProblem !== undefined) return;
  const aws = await startLocalAws({ snapshot: withSpecialImages() });
  const client = new ECRClient(clientConfig(aws));
  const store = memoryStore();
  const { folder, remove } = await createFolder();
  try {
    const before = await takeParts(client, store, lastWeek);
    [pushed, moved] = await oneWeekLater(client);
    found = await everyImage(client);
    await takeParts(client, store, today, settings, before);
    await writeActs(store);
    await writeDeletions(store);
    store.copyTo(folder);
    connection = await openInventory(folder);
  } finally {
    client.destroy();
    await aws.close();
  }
  return remove;
});

/** The sample, with an image of each kind that it has none of. */
function withSpecialImages() {
  const snapshot = sampleSnapshot();
  const like = snapshot.imageDetails.find(({ imageTags = [] }) => imageTags.includes('1.4.0'));
  if (!like) throw new Error('the sample has no image to copy');
  const { imageTags, lastRecordedPullTime, ...untagged } = like;
  const repositoryName = 'tools/forgotten';
  const long = '2026-01-01T00:00:00Z';
  snapshot.repositories.push({ repositoryName });
  snapshot.imageDetails.push(
    {
      ...untagged,
      imageDigest: digestOfName('signature'),
      subjectManifestDigest: like.imageDigest,
    },
    { ...untagged, imageDigest: digestOfName('lost'), subjectManifestDigest: digestOfName('gone') },
    { ...like, repositoryName: 'team-a/checkout', imageTags: ['copy'] },
    { ...untagged, imageDigest: digestOfName('archived'), imageStatus: 'ARCHIVED' },
    { ...like, repositoryName, imagePushedAt: long, lastRecordedPullTime: long },
  );
  return snapshot;
}

/** What was done on some days, by two rules: a row for each. */
function writeActs(store: Store): Promise<unknown> {
  const rowsOf = (date: string, rule: string, state: ActionRow['state'], repository: string) => ({
    ...{ id: `${date} ${rule}`, at: new Date(`${date}T12:00:00Z`), by: 'function naming', rule },
    ...({ capability: 'naming', kind: 'quarantine', repository, state, weight: 1 } as const),
    ...{ target: `${repository}:x`, what: 'replace the tag', outcome: undefined },
    ...{ error: undefined, before: undefined, after: undefined },
  });
  const days = ['2026-11-13', '2026-11-16', today].map((date) => {
    const partition = { registryId: '123456789012', region: 'eu-west-1', date };
    return writeParts({ store, partition, slice: 0 }, 'acts', [
      rowsOf(date, 'versions', 'done', 'platform/web'),
      rowsOf(date, 'versions', 'done', 'platform/api'),
      rowsOf(date, 'others', 'failed', 'platform/api'),
    ]);
  });
  return Promise.all(days);
}

/** What was deleted on some days: in use, not in use, and not known. */
function writeDeletions(store: Store): Promise<unknown> {
  const policy = { action: 'DELETE', cause: 'lifecycle policy', rule: 2, by: undefined } as const;
  const rowOf = (date: string, name: string, inUse: boolean | undefined): DeletionRow => ({
    ...{ at: new Date(`${date}T12:00:00Z`), repository: 'platform/web', tags: [] },
    ...{ digest: digestOfName(name), ...policy, ruleText: 'keep 10', inUse, usedBy: [] },
  });
  const days = ['2026-11-13', '2026-11-16', today].map((date) => {
    const partition = { registryId: '123456789012', region: 'eu-west-1', date };
    const other = {
      ...rowOf(date, 'other', undefined),
      cause: 'unknown',
      rule: undefined,
    } as const;
    return writeParts({ store, partition, slice: 0 }, 'deletions', [
      rowOf(date, 'used', true),
      rowOf(date, 'unused', false),
      other,
    ]);
  });
  return Promise.all(days);
}

const settings = {
  'platform/api': { lifecyclePolicy: '{}', resourceTags: { team: 'platform' } },
  'platform/web': { resourceTags: { team: 'platform', other: 'x' } },
};

async function oneWeekLater(ecr: ECRClient): Promise<[pushed: string, moved: string]> {
  await createRepositories(ecr, 'team-c/new');
  const first = await push(ecr, 'team-c/new', ['1.0.0', 'latest', 'stable']);
  const second = await push(ecr, 'platform/web', ['release-candidate']);
  const gone = { repositoryName: 'team-b/etl', imageIds: [{ imageTag: 'TEST_DO_NOT_USE' }] };
  await ecr.send(new BatchDeleteImageCommand(gone));
  return [first, second];
}

async function everyImage(ecr: ECRClient): Promise<Found[]> {
  const all: Found[] = [];
  for await (const { repositoryName } of repositories(ecr)) {
    for await (const image of images(ecr, repositoryName, { imageStatus: 'ANY' })) {
      all.push({ ...image, repositoryName });
    }
  }
  return all;
}

function answerTo(question: string): Promise<Answer> {
  return ask(connection, readFileSync(`queries/${question}.sql`, 'utf8'));
}

/** How many of the images lie in each repository, the names in order. */
function perRepository(of: readonly Found[]): [string, number][] {
  const groups = Object.entries(Object.groupBy(of, ({ repositoryName }) => repositoryName));
  return groups.map(([name, group = []]): [string, number] => [name, group.length]).sort();
}

function counted(answer: Answer, column = 'images'): [string, number][] {
  return answer
    .map((row): [string, number] => [String(row.repository), Number(row[column])])
    .sort();
}

const bytesOf = (of: readonly Found[]) =>
  of.reduce((sum, { imageSizeInBytes = 0 }) => sum + imageSizeInBytes, 0);
const isBefore = (date: Date | undefined, days: number) =>
  date !== undefined && date.getTime() < Date.parse(today) - days * 86_400_000;
const tagsOf = ({ imageTags = [] }: Found) => imageTags;

describe('the answer is that of the API', () => {
  test('largest-repositories', async () => {
    const answer = await answerTo('largest-repositories');
    expect(counted(answer)).toEqual(perRepository(found));
    const [{ repository, gigabytes } = {}] = answer;
    const ofIt = found.filter(({ repositoryName }) => repositoryName === repository);
    expect(repository).toBe('team-b/notebooks');
    expect(gigabytes).toBe(Math.round(bytesOf(ofIt) / 1e7) / 100);
  });

  test('never-pulled', async () => {
    const unpulled = found.filter(
      (it) =>
        !it.lastRecordedPullTime && !it.subjectManifestDigest && isBefore(it.imagePushedAt, 30),
    );
    expect(unpulled).not.toEqual([]);
    expect(counted(await answerTo('never-pulled'))).toEqual(perRepository(unpulled));
  });

  test('tags-per-repository', async () => {
    const answer = await answerTo('tags-per-repository');
    expect(counted(answer)).toEqual(perRepository(found));
    const tags = found.flatMap((it) => tagsOf(it).map(() => it));
    expect(counted(answer, 'tags').filter(([, count]) => count > 0)).toEqual(perRepository(tags));
    const untagged = found.filter((it) => tagsOf(it).length === 0);
    expect(counted(answer, 'untagged_images').filter(([, count]) => count > 0)).toEqual(
      perRepository(untagged),
    );
    const most = answer.find(({ repository }) => repository === 'team-c/new');
    expect(most).toMatchObject({ images: '1', most_tags_of_an_image: '3' });
  });

  test('cost-of-untagged', async () => {
    const untagged = found.filter((it) => tagsOf(it).length === 0 && !it.subjectManifestDigest);
    const answer = await answerTo('cost-of-untagged');
    expect(counted(answer, 'untagged_images')).toEqual(perRepository(untagged));
    const ofFirst = untagged.filter((it) => it.repositoryName === answer[0]?.repository);
    const dollars = Math.round(bytesOf(ofFirst) / 1e8) / 100;
    expect(answer[0]?.dollars_per_month).toBeCloseTo(Math.round(dollars * 100 * 0.1 * 10) / 100, 1);
  });

  test('moved-tags-this-week', async () => {
    const answer = await answerTo('moved-tags-this-week');
    expect(answer).toMatchObject([
      { repository: 'platform/web', tag: 'release-candidate', digest: moved, date: today },
    ]);
    const { repositoryName, imageDigest } =
      found.find((it) => it.imageDigest === answer[0]?.previous_digest) ?? {};
    expect({ repositoryName, imageDigest }).not.toEqual({ imageDigest: moved });
    expect(repositoryName).toBe('platform/web');
  });

  test('acts-this-week', async () => {
    expect(await answerTo('acts-this-week')).toMatchObject([
      { rule: 'versions', kind: 'quarantine', state: 'done', acts: '4', repositories: '2' },
      { rule: 'others', state: 'failed', acts: '2', last_at: `${today} 12:00:00` },
    ]);
  });

  test('deletions-this-week', async () => {
    expect(await answerTo('deletions-this-week')).toMatchObject([
      {
        ...{ repository: 'platform/web', action: 'DELETE', cause: 'lifecycle policy', rule: '2' },
        ...{ images: '4', in_use: '2', use_not_known: '0', last_at: `${today} 12:00:00` },
      },
      { cause: 'unknown', rule: null, images: '2', in_use: '0', use_not_known: '2' },
    ]);
  });

  test('growth-since-last-week', async () => {
    const answer = await answerTo('growth-since-last-week');
    const changed = answer.map(({ repository, more_images }) => [repository, more_images]);
    expect(changed.sort()).toEqual([
      ['platform/web', '1'],
      ['team-b/etl', '-1'],
      ['team-c/new', '1'],
    ]);
  });

  test('same-image-in-several-repositories', async () => {
    const byDigest = Object.entries(Object.groupBy(found, ({ imageDigest }) => imageDigest));
    const several = byDigest.filter(([, group = []]) => group.length > 1);
    const answer = await answerTo('same-image-in-several-repositories');
    expect(answer.map(({ digest, places }) => [digest, places])).toEqual(
      several.map(([digest, group = []]) => [digest, String(group.length)]),
    );
    expect(answer).toMatchObject([
      { first_repository: 'platform/api', last_repository: 'tools/forgotten', places: '3' },
    ]);
  });

  test('oldest-still-pulled', async () => {
    const old = found.filter(
      ({ imagePushedAt, lastRecordedPullTime }) =>
        isBefore(imagePushedAt, 365) && lastRecordedPullTime && !isBefore(lastRecordedPullTime, 30),
    );
    const answer = await answerTo('oldest-still-pulled');
    expect(answer.map(({ digest }) => digest)).toEqual(old.map(({ imageDigest }) => imageDigest));
    expect(answer).toMatchObject([{ repository: 'legacy-monolith', tags: ['final-2'] }]);
  });

  test('unused-repositories', async () => {
    const isUsed = (it: Found) =>
      !isBefore(it.imagePushedAt, 90) ||
      (it.lastRecordedPullTime !== undefined && !isBefore(it.lastRecordedPullTime, 90));
    const used = new Set(found.filter(isUsed).map(({ repositoryName }) => repositoryName));
    const unused = found.filter(({ repositoryName }) => !used.has(repositoryName));
    expect(unused).toHaveLength(1);
    expect(counted(await answerTo('unused-repositories'))).toEqual(perRepository(unused));
  });

  test('without-lifecycle-policy', async () => {
    const without = found.filter(({ repositoryName }) => repositoryName !== 'platform/api');
    expect(counted(await answerTo('without-lifecycle-policy'))).toEqual(perRepository(without));
  });

  test('archived', async () => {
    const archived = found.filter(({ imageStatus }) => imageStatus === 'ARCHIVED');
    expect(archived).toHaveLength(1);
    expect(counted(await answerTo('archived'))).toEqual(perRepository(archived));
  });

  test('orphaned-referrers', async () => {
    expect(await answerTo('orphaned-referrers')).toMatchObject([
      { digest: digestOfName('lost'), subject: digestOfName('gone') },
    ]);
  });

  test('cost-by-team', async () => {
    const answer = await answerTo('cost-by-team');
    const platform = found.filter(({ repositoryName }) => repositoryName in settings);
    expect(answer.find(({ team }) => team === 'platform')).toMatchObject({
      repositories: '2',
      gigabytes: Math.round(bytesOf(platform) / 1e7) / 100,
    });
    expect(answer.map(({ team }) => team).sort()).toEqual(['(none)', 'platform']);
  });
});

test('every question is asked above', () => {
  const questions = readdirSync('queries').filter((name) => /\.sql$/.test(name));
  const here = readFileSync('test/queries/queries.test.ts', 'utf8');
  const asked = questions.filter((name) => here.includes(`test('${name.replace('.sql', '')}'`));
  expect(questions.filter((name) => !asked.includes(name))).toEqual(['duckdb.sql']);
});

test('all totals are in the tables', async () => {
  const sql = `SELECT count(*) AS images, sum(len(tags)) AS tags, sum(bytes) AS bytes FROM images
    WHERE "date" = DATE '${today}' AND account = '123456789012' AND region = 'eu-west-1'`;
  expect(await ask(connection, sql)).toEqual([
    {
      images: String(found.length),
      tags: String(found.flatMap(tagsOf).length),
      bytes: String(bytesOf(found)),
    },
  ]);
  expect(found.some(({ imageDigest }) => imageDigest === pushed)).toBe(true);
});

import { expect, test } from 'vitest';
import type { Finding } from '../../../../shared/scanning/findings/finding.ts';
import {
  claimNews,
  releaseNews,
  unreported,
} from '../../../../shared/scanning/findings/reported.ts';
import type { Failure } from '../../../../shared/scanning/findings/result.ts';
import { startTestAws } from '../../../local/start.ts';
import { createLedger } from '../../../support/acting.ts';
import { recordCalls } from '../../../support/calls.ts';

const finding = (name: string): Finding => ({ name, severity: 'HIGH', packages: [], fix: 'none' });

function failureOf(...names: string[]): Failure {
  const judgement = { offending: names.map(finding) };
  return { repository: 'team/a', digest: 'sha256:1', tags: [], judgement } as unknown as Failure;
}

/** Answers which findings are news at a time. */
async function startNews() {
  const started = await startTestAws();
  const ledger = await createLedger(started);
  const newsOf = async (failure: Failure, now?: Date) =>
    (await claimNews(ledger, failure, now)).findings.map(({ name }) => name);
  return { ...started, ledger, newsOf };
}

test('a finding is news once, and a further one of the same image is', async () => {
  const { newsOf } = await startNews();
  expect(await newsOf(failureOf('a', 'b'))).toEqual(['a', 'b']);
  expect(await newsOf(failureOf('a', 'b'))).toEqual([]);
  expect(await newsOf(failureOf('c', 'b'))).toEqual(['c']);
});

test('the same finding of another image is news', async () => {
  const { newsOf } = await startNews();
  await newsOf(failureOf('a'));
  expect(await newsOf({ ...failureOf('a'), digest: 'sha256:2' })).toEqual(['a']);
  expect(await newsOf({ ...failureOf('a'), repository: 'team/b' })).toEqual(['a']);
});

test('what stands for a year is news again, and not a second earlier', async () => {
  const { newsOf } = await startNews();
  const first = new Date('2026-11-01T12:00:00Z');
  const later = (seconds: number) => new Date(first.getTime() + seconds * 1000);
  const year = 365 * 86_400;
  await newsOf(failureOf('a'), first);
  expect(await newsOf(failureOf('a'), later(year))).toEqual(['a']);
  expect(await newsOf(failureOf('a'), later(2 * year - 1))).toEqual([]);
});

test('what could not be told is news again, and nothing else is', async () => {
  const { ledger, newsOf } = await startNews();
  await newsOf(failureOf('a'));
  const news = await claimNews(ledger, failureOf('a', 'b'));
  await releaseNews(ledger, news);
  expect(await newsOf(failureOf('a', 'b'))).toEqual(['b']);
  // There is nothing to take back.
  await releaseNews(ledger, { failure: failureOf('a'), findings: [] });
  expect(await newsOf(failureOf('a', 'b'))).toEqual([]);
});

test('what was reported is found by one read, and written by none', async () => {
  const { aws, ledger, newsOf } = await startNews();
  const images = [1, 2, 3].map((it) => ({ ...failureOf('a', 'b'), digest: `sha256:${it}` }));
  const [first, second, third] = images as [Failure, Failure, Failure];
  expect(await unreported(ledger, images)).toEqual(images);
  await newsOf(first);
  await newsOf(second);
  const calls = recordCalls(aws);
  const fewer = { ...first, judgement: failureOf('b').judgement };
  const more = { ...second, judgement: failureOf('b', 'c').judgement };
  const other = { ...first, repository: 'team/b' };
  expect(await unreported(ledger, [first, fewer, more, third, other, failureOf()])).toEqual([
    more,
    third,
    other,
  ]);
  expect(calls).toEqual(['dynamodb:BatchGetItem']);
});

test('an entry that has expired says nothing, though it is still there', async () => {
  const { ledger, newsOf } = await startNews();
  const first = new Date('2026-11-01T12:00:00Z');
  const later = (seconds: number) => new Date(first.getTime() + seconds * 1000);
  const year = 365 * 86_400;
  await newsOf(failureOf('a'), first);
  expect(await unreported(ledger, [failureOf('a')], later(year - 1))).toEqual([]);
  expect(await unreported(ledger, [failureOf('a')], later(year))).toEqual([failureOf('a')]);
});

test('what could not be sent is found as not reported at once', async () => {
  const { ledger } = await startNews();
  const news = await claimNews(ledger, failureOf('a'));
  expect(await unreported(ledger, [failureOf('a')])).toEqual([]);
  await releaseNews(ledger, news);
  expect(await unreported(ledger, [failureOf('a')])).toEqual([failureOf('a')]);
});

test('of several callers at once, one reports each finding', async () => {
  const { ledger } = await startNews();
  const told = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const fresh = await unreported(ledger, [failureOf('a', 'b')]);
      const news = await Promise.all(fresh.map((failure) => claimNews(ledger, failure)));
      return news.flatMap(({ findings }) => findings.map(({ name }) => name));
    }),
  );
  expect(told.flat().toSorted()).toEqual(['a', 'b']);
});

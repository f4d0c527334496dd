import { expect, test } from 'vitest';
import type { Finding } from '../../../shared/scanning/finding.ts';
import { claimNews, releaseNews } from '../../../shared/scanning/reported.ts';
import type { Failure } from '../../../shared/scanning/result.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger } from '../../support/acting.ts';

const finding = (name: string): Finding => ({ name, severity: 'HIGH', packages: [], fix: 'none' });

function failureOf(...names: string[]): Failure {
  const judgement = { offending: names.map(finding) };
  return { repository: 'team/a', digest: 'sha256:1', tags: [], judgement } as unknown as Failure;
}

/** Answers which findings are news at a time. */
async function startNews() {
  const ledger = await createLedger(await startTestAws());
  const newsOf = async (failure: Failure, now?: Date) =>
    (await claimNews(ledger, failure, now)).findings.map(({ name }) => name);
  return { ledger, newsOf };
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

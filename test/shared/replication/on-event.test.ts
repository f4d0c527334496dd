import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Alert } from '../../../shared/alerts/alert.ts';
import { onReplicationEvent, replicationEvent } from '../../../shared/replication/on-event.ts';
import { logger } from '../../../shared/runtime/logger.ts';
import { type EcrAnswers, ecrAnswering } from '../../support/ecr-answering.ts';

const digest = `sha256:${'ab'.repeat(32)}`;

/** What an event comes to, with the kinds that are reported and how it is logged. */
async function reactTo(event: object, answers: EcrAnswers) {
  const told: string[] = [];
  const notify = async (alerts: readonly Alert[]) =>
    told.push(...alerts.map(({ kind }) => kind)) && alerts.length;
  const [warn, info] = (['warn', 'info'] as const).map((it) =>
    vi.spyOn(logger, it).mockReturnValue(),
  );
  onTestFinished(() => void vi.restoreAllMocks());
  const result = await onReplicationEvent(
    ecrAnswering(answers),
    { notify },
    replicationEvent.parse(event),
  );
  const logged = { warn: warn?.mock.calls.length, info: info?.mock.calls.length };
  return { result, told, logged };
}

describe('a copy that failed', () => {
  const event = {
    'detail-type': 'ECR Replication Action',
    detail: {
      ...{ 'repository-name': 'team/a', 'image-digest': digest },
      ...{ 'source-account': '123456789012', 'source-region': 'us-east-1' },
    },
  };

  test('is reported when the image is not here', async () => {
    const { result, told } = await reactTo(event, { DescribeImages: () => ({}) });
    expect(result).toEqual({ arrived: false, notified: 1 });
    expect(told).toEqual(['replication.failed']);
  });

  test('is nothing when it is here by now', async () => {
    const imageDetails = [{ imageDigest: digest }];
    const { result, told } = await reactTo(event, { DescribeImages: () => ({ imageDetails }) });
    expect(result).toEqual({ arrived: true });
    expect(told).toEqual([]);
  });
});

describe('a scheduled run', () => {
  const registry = (
    status: string,
    images: readonly object[],
    rules: readonly object[] = [{}],
  ) => ({
    DescribeRegistry: () => ({ replicationConfiguration: { rules } }),
    DescribeRepositories: () => ({ repositories: [{ repositoryName: 'team/a' }] }),
    DescribeImages: () => ({ imageDetails: images }),
    DescribeImageReplicationStatus: () => ({ replicationStatuses: [{ status }] }),
  });
  const scheduled = { 'detail-type': 'Scheduled Event' };
  const pushed = (hoursAgo: number) => ({
    ...{ imageDigest: digest, imagePushedAt: new Date(Date.now() - hoursAgo * 3_600_000) },
  });

  test('reports copies that failed, by what ECR says of them', async () => {
    const run = await reactTo(scheduled, registry('FAILED', [pushed(1), pushed(23)]));
    expect(run.result).toEqual({ failed: 2, lookedAt: 2, notLookedAt: 0, notified: 1 });
    expect(run.told).toEqual(['replication.failed']);
    expect(run.logged).toEqual({ warn: 1, info: 0 });
  });

  test.each([
    ['copies that are there', registry('COMPLETE', [pushed(1)]), 1],
    ['copies under way', registry('IN_PROGRESS', [pushed(1)]), 1],
    ['what was pushed a day ago', registry('FAILED', [pushed(25)]), 0],
    ['what has no time', registry('FAILED', [{ imageDigest: digest }]), 0],
    ['a registry without a rule', registry('FAILED', [pushed(1)], []), 0],
    [
      'repositories that no rule is for',
      registry('FAILED', [pushed(1)], [{ repositoryFilters: [{ filter: 'other/' }, {}] }]),
      0,
    ],
  ])('reports nothing of %s', async (_, answers, lookedAt) => {
    const run = await reactTo(scheduled, answers);
    expect(run.result).toEqual({ failed: 0, lookedAt, notLookedAt: 0, notified: 0 });
    expect(run.logged).toEqual({ warn: 0, info: 1 });
  });

  test('warns of images beyond its bound', async () => {
    const run = await reactTo(scheduled, registry('COMPLETE', Array(1001).fill(pushed(1))));
    expect(run.result).toMatchObject({ failed: 0, lookedAt: 1000, notLookedAt: 1 });
    expect(run.logged).toEqual({ warn: 1, info: 0 });
  });
});

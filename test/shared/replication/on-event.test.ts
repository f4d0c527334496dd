import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Alert } from '../../../shared/alerts/alert.ts';
import { failedReplication } from '../../../shared/replication/events.ts';
import { onFailedReplication } from '../../../shared/replication/on-event.ts';
import { logger } from '../../../shared/runtime/logger.ts';
import { type EcrAnswers, ecrAnswering } from '../../support/ecr-answering.ts';

const digest = `sha256:${'ab'.repeat(32)}`;

const event = failedReplication.parse({
  'detail-type': 'ECR Replication Action',
  detail: {
    ...{ 'repository-name': 'team/a', 'image-digest': digest },
    ...{ 'source-account': '123456789012', 'source-region': 'us-east-1' },
  },
});

/** What the event comes to, and the kinds that are reported. */
async function reactTo(answers: EcrAnswers) {
  const reported: string[] = [];
  const notify = async (alerts: readonly Alert[]) =>
    reported.push(...alerts.map(({ kind }) => kind)) && alerts.length;
  vi.spyOn(logger, 'warn').mockReturnValue();
  onTestFinished(() => void vi.restoreAllMocks());
  const result = await onFailedReplication(ecrAnswering(answers), { notify }, event);
  return { result, reported };
}

describe('a copy that failed', () => {
  test('is reported when the image is not here', async () => {
    const { result, reported } = await reactTo({ DescribeImages: () => ({}) });
    expect(result).toEqual({ arrived: false, notified: 1 });
    expect(reported).toEqual(['replication.failed']);
  });

  test('is nothing when it is here by now', async () => {
    const imageDetails = [{ imageDigest: digest }];
    const { result, reported } = await reactTo({ DescribeImages: () => ({ imageDetails }) });
    expect(result).toEqual({ arrived: true });
    expect(reported).toEqual([]);
  });
});

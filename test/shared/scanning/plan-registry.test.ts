import { expect, test } from 'vitest';
import { coveredByScans, outcomeAlerts } from '../../../shared/scanning/alert.ts';
import type { Treatment } from '../../../shared/scanning/quarantine.ts';
import type { Failure } from '../../../shared/scanning/result.ts';

test('what a limit held back is over only when the run has come to all images', () => {
  const where = { text: 'team-a/web', repository: 'team-a/web' };
  const covers = (left: number) =>
    coveredByScans({ looked: [], left }, new Date()).covers(where, 'scanning.held');
  expect(covers(0)).toBe(true);
  expect(covers(1)).toBe(false);
});

test('a multi-arch image that could not be quarantined is over by a look at the part that fails', () => {
  const repository = 'team-a/web';
  const failure = { repository, digest: 'sha256:part', tags: [], rule: { rule: 'gate' } };
  const tag = { repository, tag: '1.0.0', digest: 'sha256:index', outcome: 'failed' as const };
  const treatment: Treatment = { kind: 'quarantined', digest: tag.digest, tags: [tag] };
  const now = new Date();
  const [alert] = outcomeAlerts([{ failure: failure as unknown as Failure, treatment }], now);
  const { covers } = coveredByScans({ looked: [`${repository}@sha256:part`], left: 1 }, now);
  expect(alert?.kind).toBe('scanning.failed');
  expect(alert && covers(alert.where, alert.kind)).toBe(true);
});

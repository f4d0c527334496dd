import { describe, expect, test } from 'vitest';
import type { Alert } from '../../../shared/alerts/alert.ts';
import { scanEvent } from '../../../shared/scanning/events.ts';
import { onScanEvent } from '../../../shared/scanning/on-event.ts';
import { noUses } from '../../../shared/use/uses.ts';
import { digestOf, repositoryName } from '../../local/images.ts';
import { startWithRepository } from '../../local/start.ts';
import { createLedger, freely, unused } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import { ecrAnswering } from '../../support/ecr-answering.ts';
import { scanningThat } from './failures.ts';

const imageDigest = digestOf('a');
const image = { repositoryName, imageId: { imageDigest } };
const completed = { imageScanStatus: { status: 'COMPLETE' } };

/** An image whose scan answers this. */
async function startScans(scan: object, scanning = scanningThat('report')) {
  const started = await startWithRepository();
  const ledger = await createLedger(started);
  const told: string[] = [];
  const notifier = {
    notify: async (alerts: readonly Alert[]) => {
      told.push(...alerts.map(({ kind }) => kind));
      return alerts.length;
    },
    notifyLedgerUnreachable: async () => {},
  };
  const ecr = ecrAnswering({
    DescribeRepositories: () => ({ repositories: [{ repositoryName }] }),
    DescribeImages: () => ({ imageDetails: [{ imageDigest, imageTags: ['1'] }] }),
    DescribeImageScanFindings: () => scan,
  });
  const with_ = { ecr, scanning, uses: async () => noUses, gate: freely, guard: unused };
  const event = (detailType: string, detail: object) =>
    onScanEvent(
      { with_, to: { notifier, ledger }, gatherSeconds: 1 },
      scanEvent.parse({ 'detail-type': detailType, detail }),
    );
  const arn = `arn:aws:ecr:eu-west-1:123456789012:repository/${repositoryName}`;
  return {
    ...{ ...started, told },
    basic: () =>
      event('ECR Image Scan', { 'repository-name': repositoryName, 'image-digest': imageDigest }),
    finding: () =>
      event('Inspector2 Finding', {
        resources: [{ type: 'AWS_ECR_CONTAINER_IMAGE', id: `${arn}/${imageDigest}` }],
      }),
  };
}

const critical = {
  ...completed,
  imageScanFindings: { findings: [{ name: 'CVE-1', severity: 'CRITICAL' }] },
};

describe('an event', () => {
  test.each<[string, object, object]>([
    ['fails', critical, { failed: true, notified: 1 }],
    ['is clean', { ...completed, imageScanFindings: { imageScanCompletedAt: new Date() } }, {}],
    ['is scanned still', { imageScanStatus: { status: 'IN_PROGRESS' } }, { pending: true }],
    ['is unknown', { imageScanStatus: { status: 'FAILED' } }, { unknown: 'FAILED', notified: 1 }],
  ])('of an image that %s', async (_, scan, expected) => {
    const { told, basic } = await startScans(scan);
    const result = { ...image, failed: false, notified: 0, tags: [], ...expected };
    expect(await basic()).toEqual({ results: [result] });
    expect(told).toHaveLength(result.notified);
  });

  test('of a repository without a rule asks nobody', async () => {
    const none = { ...scanningThat('report'), ruleFor: () => undefined };
    const { aws, basic, finding } = await startScans(critical, none);
    const calls = recordCalls(aws);
    const nothing = { results: [{ repositoryName, rule: 'none' }] };
    expect([await basic(), await finding()]).toEqual([nothing, nothing]);
    expect(calls).toEqual([]);
  });

  test('of many in a moment has one look for all', async () => {
    const { told, finding } = await startScans(critical);
    const all = await Promise.all([finding(), finding()]);
    expect(all.flatMap(({ results }) => results)).toEqual(
      expect.arrayContaining([
        { ...image, gathered: true },
        { ...image, failed: true, notified: 1, tags: [] },
      ]),
    );
    expect(told).toEqual(['scanning.findings']);
  });
});

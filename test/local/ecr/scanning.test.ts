import {
  DescribeImageScanFindingsCommand,
  type DescribeImageScanFindingsCommandInput,
  PutRegistryScanningConfigurationCommand,
  type RegistryScanningRule,
  type ScanType,
  StartImageScanCommand,
  UpdateImageStorageClassCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import type { ScanFrequency } from '../../../local/ecr/model/scanning.ts';
import type { Findings } from '../../../local/ecr/scanning/findings.ts';
import type { LocalAwsOptions } from '../../../local/options.ts';
import { soon } from '../../support/soon.ts';
import { watch } from '../events.ts';
import { finding } from '../findings.ts';
import { createRepository, index, manifest, put, repositoryName } from '../images.ts';
import { refusal, startTestAws, type TestAws } from '../start.ts';

const found = [finding('CVE-1', 'CRITICAL'), finding('CVE-2'), finding('CVE-3', 'UNDEFINED')];
const findings: Findings = {
  [`${repositoryName}:1`]: { findings: found },
  [`${repositoryName}:broken`]: { status: 'FAILED' },
};
const arn = `arn:aws:ecr:eu-west-1:123456789012:repository/${repositoryName}`;

async function startScanning(options: LocalAwsOptions = {}) {
  const started = await startTestAws({ findings, ...options });
  await createRepository(started.ecr);
  return { ...started, ...watch(started.aws) };
}

const rule = (scanFrequency: ScanFrequency, filter = '*'): RegistryScanningRule => ({
  scanFrequency,
  repositoryFilters: [{ filter, filterType: 'WILDCARD' }],
});

const configure = ({ ecr }: TestAws, scanType: ScanType, ...rules: RegistryScanningRule[]) =>
  ecr.send(new PutRegistryScanningConfigurationCommand({ scanType, rules }));

const start = ({ ecr }: TestAws, imageTag = '1') =>
  ecr.send(new StartImageScanCommand({ repositoryName, imageId: { imageTag } }));

const describeScan = (
  { ecr }: TestAws,
  rest: Partial<DescribeImageScanFindingsCommandInput> = {},
) => {
  const imageId = { imageTag: '1' };
  return ecr.send(new DescribeImageScanFindingsCommand({ repositoryName, imageId, ...rest }));
};

describe('basic scanning', () => {
  test('on demand returns the declared findings, and sends an event', async () => {
    const aws = await startScanning();
    const digest = await put(aws.ecr, manifest('a'), '1');
    expect((await start(aws)).imageScanStatus).toEqual({ status: 'IN_PROGRESS' });
    await soon(() => expect(aws.ofType('ECR Image Scan')).toHaveLength(1));
    expect(aws.ofType('ECR Image Scan')).toMatchObject([
      {
        source: 'aws.ecr',
        resources: [arn],
        detail: {
          'scan-status': 'COMPLETE',
          'repository-name': repositoryName,
          'finding-severity-counts': { CRITICAL: 1, HIGH: 1, UNDEFINED: 1 },
          'image-digest': digest,
          'image-tags': ['1'],
        },
      },
    ]);
    const { imageScanStatus, imageScanFindings } = await describeScan(aws);
    expect(imageScanStatus?.status).toBe('COMPLETE');
    expect(imageScanFindings?.findings).toEqual(found);
    expect(imageScanFindings).toMatchObject({ imageScanCompletedAt: expect.any(Date) });
  });

  test('on push needs a rule, and leaves indexes and referrers out', async () => {
    const aws = await startScanning();
    await configure(aws, 'BASIC', rule('SCAN_ON_PUSH', 'team-a/*'));
    const digest = await put(aws.ecr, manifest('a'), '1');
    await put(aws.ecr, index(manifest('a')), 'index');
    await put(aws.ecr, manifest('signature', { subject: { digest, size: 1 } }));
    await put(aws.ecr, manifest('last'), 'broken');
    await soon(() => expect(aws.ofType('ECR Image Scan')).toHaveLength(2));
    expect(aws.details('ECR Image Scan')).toMatchObject([
      { 'image-tags': ['1'] },
      { 'image-tags': ['broken'], 'scan-status': 'FAILED', 'finding-severity-counts': {} },
    ]);
  });

  test('is shown as in progress, without findings', async () => {
    const aws = await startScanning({ durations: { scan: 60_000 } });
    await put(aws.ecr, manifest('a'), '1');
    expect((await refusal(describeScan(aws))).name).toBe('ScanNotFoundException');
    await start(aws);
    const { imageScanStatus, imageScanFindings } = await describeScan(aws);
    expect(imageScanStatus).toEqual({ status: 'IN_PROGRESS' });
    expect(imageScanFindings).toBeUndefined();
  });

  test('takes an image once in 24 hours', async () => {
    let time = Date.UTC(2026, 10, 21);
    const aws = await startScanning({ now: () => new Date(time) });
    await put(aws.ecr, manifest('a'), '1');
    await start(aws);
    expect(await refusal(start(aws))).toMatchObject({
      name: 'LimitExceededException',
      message: 'The scan quota per image has been exceeded. Wait and try again.',
    });
    time += 24 * 60 * 60 * 1000;
    await start(aws);
  });

  test('refuses archived images and indexes', async () => {
    const aws = await startScanning();
    await put(aws.ecr, manifest('a'), '1');
    await put(aws.ecr, manifest('b'));
    await put(aws.ecr, index(manifest('b')), 'index');
    const imageId = { imageTag: '1' };
    const archive = { repositoryName, imageId, targetStorageClass: 'ARCHIVE' } as const;
    await aws.ecr.send(new UpdateImageStorageClassCommand(archive));
    expect((await refusal(start(aws))).name).toBe('ImageArchivedException');
    expect((await describeScan(aws)).imageScanStatus).toEqual({ status: 'IMAGE_ARCHIVED' });
    expect((await refusal(start(aws, 'index'))).name).toBe('UnsupportedImageTypeException');
  });

  test('returns findings page by page', async () => {
    const aws = await startScanning();
    await put(aws.ecr, manifest('a'), '1');
    await start(aws);
    await soon(() => expect(aws.ofType('ECR Image Scan')).toHaveLength(1));
    const first = await describeScan(aws, { maxResults: 2 });
    expect(first.imageScanFindings?.findings).toHaveLength(2);
    const second = await describeScan(aws, { maxResults: 2, nextToken: first.nextToken ?? '' });
    expect(second.imageScanFindings?.findings).toMatchObject([{ name: 'CVE-3' }]);
    expect(second.nextToken).toBeUndefined();
  });
});

describe('enhanced scanning', () => {
  async function startEnhanced(options?: LocalAwsOptions) {
    const aws = await startScanning(options);
    await configure(aws, 'ENHANCED', rule('CONTINUOUS_SCAN'));
    return { ...aws, digest: await put(aws.ecr, manifest('a'), '1') };
  }

  test('sends events for the initial scan and for each finding as Inspector does', async () => {
    const { ofType, digest } = await startEnhanced();
    await soon(() => expect(ofType('Inspector2 Finding')).toHaveLength(3));
    expect(ofType('ECR Image Scan')).toEqual([]);
    expect(ofType('Inspector2 Scan')).toMatchObject([
      {
        source: 'aws.inspector2',
        resources: [arn],
        detail: {
          'scan-status': 'INITIAL_SCAN_COMPLETE',
          'repository-name': arn,
          'finding-severity-counts': { CRITICAL: 1, HIGH: 1, MEDIUM: 0, TOTAL: 3 },
          'image-digest': digest,
          'image-tags': ['1'],
          version: '1.0',
        },
      },
    ]);
    const [first, , last] = ofType('Inspector2 Finding');
    expect(first).toMatchObject({
      source: 'aws.inspector2',
      resources: [`${arn}/${digest}`],
      detail: {
        title: 'CVE-1 - libexample',
        severity: 'CRITICAL',
        status: 'ACTIVE',
        fixAvailable: 'YES',
        inspectorScore: 9.1,
        firstObservedAt: expect.stringMatching(
          /^[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d\.\d{3} UTC \d{4}$/,
        ),
        packageVulnerabilityDetails: {
          vulnerabilityId: 'CVE-1',
          vulnerablePackages: [{ name: 'libexample', fixedInVersion: '1.2.4' }],
        },
        resources: [{ id: `${arn}/${digest}`, type: 'AWS_ECR_CONTAINER_IMAGE' }],
      },
    });
    expect(last).toMatchObject({ detail: { severity: 'UNTRIAGED' } });
  });

  test('shows findings under the status active only', async () => {
    const aws = await startEnhanced();
    await soon(() => expect(aws.ofType('Inspector2 Scan')).toHaveLength(1));
    const { imageScanStatus, imageScanFindings } = await describeScan(aws);
    expect(imageScanStatus?.status).toBe('ACTIVE');
    expect(imageScanFindings?.findings).toBeUndefined();
    expect(imageScanFindings?.enhancedFindings).toHaveLength(3);
    await configure(aws, 'BASIC');
    expect((await refusal(describeScan(aws))).name).toBe('ScanNotFoundException');
  });

  test('is pending at first, and cannot be started manually', async () => {
    const aws = await startEnhanced({ durations: { scan: 60_000 } });
    expect((await describeScan(aws)).imageScanStatus?.status).toBe('PENDING');
    const refused = await refusal(start(aws));
    expect(refused).toMatchObject({ name: 'ValidationException' });
  });

  test('sends an event for repositories whose frequency changes', async () => {
    const aws = await startScanning();
    await createRepository(aws.ecr, { repositoryName: 'other' });
    await configure(aws, 'ENHANCED', rule('SCAN_ON_PUSH', 'team-a/*'));
    await configure(aws, 'ENHANCED', rule('CONTINUOUS_SCAN', 'team-a/*'));
    const [first, second] = aws.details('ECR Scan Resource Change');
    expect(first).toEqual({
      'action-type': 'SCAN_FREQUENCY_CHANGE',
      repositories: [
        {
          'repository-name': repositoryName,
          'repository-arn': arn,
          'scan-frequency': 'SCAN_ON_PUSH',
          'previous-scan-frequency': 'MANUAL',
        },
      ],
      'resource-type': 'REPOSITORY',
      'scan-type': 'ENHANCED',
    });
    expect(second).toMatchObject({ repositories: [{ 'scan-frequency': 'CONTINUOUS_SCAN' }] });
  });
});

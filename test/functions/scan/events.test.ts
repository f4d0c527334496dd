import { CreatePullThroughCacheRuleCommand, StartImageScanCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { recordCalls } from '../../support/calls.ts';
import { push } from '../../support/images.ts';
import { some } from '../../support/scanning.ts';
import { sampleEvent } from '../../support/stack.ts';
import { many, pushed, quarantined, scansDone, start, tagsIn, walkScans } from './scan.ts';

describe('a basic scan', () => {
  test('with no more findings than the rule takes costs one call and tells nobody', async () => {
    const started = await start({ '*': { findings: some(5) } });
    const { aws, ecr, alerts } = started;
    const calls = recordCalls(aws);
    await pushed(started, ecr, 'team-a/web', ['1.0.0']);
    await pushed(started, ecr, 'team-b/any', ['1.0.0']);
    const others = ['ecr:PutImage', 'ecr:DescribeImages', 'dynamodb:GetItem']; // the configuration
    const ours = calls.filter((call) => !others.includes(call));
    expect(ours).toEqual(['ecr:DescribeImageScanFindings']);
    expect(alerts()).toEqual([]);
  });

  test('with more is reported with what is found, what is fixed and what to do', async () => {
    const started = await start({ '*': many });
    const digest = await pushed(started, started.ecr, 'team-a/web', ['1.0.0', '1.0']);
    const [alert = '', ...others] = started.alerts();
    expect(others).toEqual([]);
    expect(alert.split('\n').slice(0, 6)).toEqual([
      'team-a/web:1.0.0 (also 1.0) fails its scan: 2 critical, 6 high (5 at most)',
      '',
      `- ${digest}`,
      '- In all: 2 critical, 6 high, 3 low (rule: app)',
      '- CVE-2026-1 critical: libexample 1.2.3, fixed in 1.2.4 https://example.invalid/CVE-2026-1',
      '- CVE-2026-2 critical: libexample 1.2.3, fixed in 1.2.4 https://example.invalid/CVE-2026-2',
    ]);
    expect(alert).toContain('To do:\n- Rebuild it on a newer base');
    expect(await tagsIn(started.ecr, 'team-a/web')).toEqual(['team-a/web: 1.0,1.0.0']);
  });

  test('that comes twice is reported once, and a later one with what is new', async () => {
    let now = Date.now();
    const findings = { '*': { findings: some(1, 'CRITICAL') } };
    const started = await start(findings, 'BASIC', { now: () => new Date(now) });
    const { ecr, stack, alerts } = started;
    const imageDigest = await pushed(started, ecr, 'team-a/web', ['1.0.0']);
    const again = sampleEvent('aws.ecr/image-scan-complete.json', {
      'repository-name': 'team-a/web',
      'image-digest': imageDigest,
      'image-tags': [],
    });
    stack.deliver(again);
    stack.deliver(again);
    await stack.idle();
    expect(alerts()).toHaveLength(1);
    findings['*'].findings = some(2, 'CRITICAL');
    now += 25 * 3_600_000;
    const image = { repositoryName: 'team-a/web', imageId: { imageDigest } };
    await ecr.send(new StartImageScanCommand(image));
    await scansDone(started);
    expect(alerts()).toHaveLength(2);
    expect(alerts()[1]).toContain(
      '- 1 of them new, and 1 reported before\n- CVE-2026-2 critical: ',
    );
    expect(alerts()[1]).not.toContain('CVE-2026-1 ');
  });

  test('that failed, or of what cannot be scanned, is reported and not taken for clean', async () => {
    const started = await start({
      'team-a/web:broken': { status: 'FAILED' },
      'team-a/web:odd': { status: 'UNSUPPORTED_IMAGE' },
    });
    await pushed(started, started.ecr, 'team-a/web', ['broken']);
    await pushed(started, started.ecr, 'team-a/web', ['odd']);
    expect(started.alerts()).toEqual([
      expect.stringContaining('- its scan failed (FAILED)'),
      expect.stringContaining('the scanner does not support its operating system or type'),
    ]);
    expect(started.alerts()[0]).toMatch(/^The vulnerabilities of team-a\/web:broken are unknown\n/);
  });
});

describe('quarantine', () => {
  test('replaces all tags of a new image that fails, and the image stays', async () => {
    const started = await start({ '*': many });
    const digest = await pushed(started, started.ecr, 'gate/api', ['1.0.0', 'latest']);
    expect(await tagsIn(started.ecr, 'gate/api')).toEqual([`gate/api: ${quarantined(digest)}`]);
    const [alert = ''] = started.alerts();
    expect(alert).toContain(
      `- Quarantined, as gate/api:${quarantined(digest)}. Removed: 1.0.0, latest`,
    );
    expect(alert).toContain('- Ask the team.');
    expect(started.alerts()).toHaveLength(1);
  });

  test('leaves an image that was pushed too long ago, as it may be deployed', async () => {
    const now = () => new Date(Date.now() - 25 * 3_600_000);
    const started = await start({ '*': many }, 'BASIC', { now });
    await pushed(started, started.ecr, 'gate/api', ['1.0.0']);
    expect(await tagsIn(started.ecr, 'gate/api')).toEqual(['gate/api: 1.0.0']);
    expect(started.alerts()).toEqual([
      expect.stringContaining('- Not quarantined: it was pushed longer ago than'),
    ]);
  });
});

test('an image in a cache keeps its tags, as ECR would fetch them again', async () => {
  const started = await start({ '*': many });
  const rule = { ecrRepositoryPrefix: 'gate', upstreamRegistryUrl: 'quay.io' };
  await started.ecr.send(new CreatePullThroughCacheRuleCommand(rule));
  await pushed(started, started.ecr, 'gate/api', ['1.0.0']);
  expect(await tagsIn(started.ecr, 'gate/api')).toEqual(['gate/api: 1.0.0']);
  expect(started.alerts()).toEqual([
    expect.stringContaining('- Not quarantined: its cache rule would import the tags again'),
  ]);
});

describe('an event', () => {
  test('of another registry, of another kind of resource or closed reaches no function', async () => {
    const { stack } = await start();
    const ours = (file: string, detail: object = {}) => ({
      ...sampleEvent(file, detail),
      region: 'eu-west-1',
    });
    const finding = 'aws.inspector2/finding-active.json';
    const id = `arn:aws:ecr:eu-west-1:999999999999:repository/team-a/web/sha256:${'a'.repeat(64)}`;
    const mine = id.replace('999999999999', '123456789012');
    const image = { type: 'AWS_ECR_CONTAINER_IMAGE', id: mine };
    for (const detail of [
      { resources: [{ ...image, id }] },
      { resources: [{ type: 'AWS_EC2_INSTANCE', id: 'i-1' }] },
      { resources: [image], status: 'CLOSED' },
      { resources: [image], severity: 'INFORMATIONAL' },
    ]) {
      expect(stack.deliver(ours(finding, detail))).toEqual([]);
    }
    expect(stack.deliver(ours(finding, { resources: [image] }))).toEqual(['scan']);
    expect(stack.deliver(ours('aws.ecr/scan-resource-change.json'))).toEqual([]);
    await stack.idle();
  });
});

test('an alert is one of lines, whatever a package is called', async () => {
  const [finding] = some(1, 'CRITICAL');
  const attributes = [
    { key: 'package_name', value: 'evil\n\n- Forged line\u001b[2J\u202e' },
    { key: 'package_version', value: 'v'.repeat(256) },
  ];
  const started = await start({
    '*': { findings: [{ ...finding, name: 'CVE-1', severity: 'CRITICAL', attributes }] },
  });
  await pushed(started, started.ecr, 'team-a/web', ['1.0.0']);
  const [alert = ''] = started.alerts();
  expect(alert).toContain('CVE-1 critical: evil - Forged line [2J v');
  expect(alert.split('\n').filter((line) => line.startsWith('- Forged'))).toEqual([]);
});

describe('the walk', () => {
  test('tells nothing twice, neither failures nor what is unknown', async () => {
    const started = await start(
      { 'team-a/web:broken': { status: 'FAILED' }, '*': many },
      'BASIC',
      {},
      (event) => event['detail-type'] === 'ECR Image Scan',
    );
    const { ecr, alerts } = started;
    await push(ecr, 'team-a/web', ['1.0.0']);
    await push(ecr, 'team-a/web', ['1.1.0']);
    await push(ecr, 'team-a/web', ['broken']);
    await scansDone(started, 3);
    await walkScans(started);
    expect(alerts()).toEqual([
      expect.stringMatching(/^2 images that fail their scans in team-a\/web\n/),
      expect.stringMatching(/^The vulnerabilities of team-a\/web:broken are unknown\n/),
      expect.stringMatching(
        /^1 entry of scanning\.ignore .*\n\n- CVE-OLD, until 2020-01-31: waited for a release\n/,
      ),
    ]);
    expect(await walkScans(started)).toMatchObject({
      result: {
        lookedAt: { repositories: 2, images: 3 },
        counts: { failed: 2, unknown: 1 },
        notified: 0,
      },
    });
    expect(alerts()).toHaveLength(3);
  });
});

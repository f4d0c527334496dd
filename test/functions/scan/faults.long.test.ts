import { readFileSync } from 'node:fs';
import { UpdateImageStorageClassCommand } from '@aws-sdk/client-ecr';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { index, manifest } from '../../local/images.ts';
import { recordCalls } from '../../support/calls.ts';
import { push } from '../../support/images.ts';
import { withhold } from '../../support/permissions.ts';
import { some } from '../../support/scanning.ts';
import { soon } from '../../support/soon.ts';
import { sampleEvent } from '../../support/stack.ts';
import {
  endState,
  everyTenth,
  many,
  mutated,
  pushed,
  quarantined,
  type Refusal,
  scansDone,
  start,
  tagsIn,
  walkScans,
} from './scan.ts';

describe('a basic scan', () => {
  test('of a part of a multi-arch image is told by the tags of the index that lists it', async () => {
    const started = await start({ '*': many }, 'BASIC', { durations: { scan: 60_000 } });
    const { aws, ecr, stack, alerts } = started;
    const calls = recordCalls(aws);
    const parts = [manifest('amd64'), manifest('arm64')];
    const digests: string[] = [];
    for (const part of parts) digests.push(await push(ecr, 'team-a/web', [], part));
    await push(ecr, 'team-a/web', ['unlike'], manifest('of one platform'));
    await push(ecr, 'team-a/web', ['old'], index(manifest('amd64')));
    const parent = await push(ecr, 'team-a/web', ['2.0.0', 'latest'], index(...parts));
    aws.finishTasks();
    await soon(() => expect(alerts()).toHaveLength(3));
    await stack.idle();
    const of = (digest = '') => alerts().find((alert) => alert.includes(`- ${digest}`));
    expect(of(digests[0])).toMatch(/^team-a\/web:old fails its scan/);
    expect(of(digests[1])).toMatch(/^team-a\/web:2\.0\.0 \(also latest\) fails its scan/);
    expect(of(digests[1])).toContain(`- ${digests[1]}, part of ${parent}`);
    // Reading an index counts as a pull of it: from the next one on, until one lists the image, once.
    const reads = () => calls.filter((call) => call === 'ecr:BatchGetImage').length;
    expect(reads()).toBe(3);
    await walkScans(started);
    expect(reads()).toBe(3);
  });
});

describe('quarantine', () => {
  test('is done by the retry when it breaks off, and told once', async () => {
    const started = await start({ '*': many });
    const { aws, ecr, alerts } = started;
    aws.faults.set([
      { operations: ['ecr:BatchDeleteImage'], error: 'AccessDeniedException', times: 1 },
    ]);
    const digest = await pushed(started, ecr, 'gate/api', ['1.0.0', '1.0']);
    expect(await tagsIn(ecr, 'gate/api')).toEqual([`gate/api: ${quarantined(digest)}`]);
    expect(alerts().map((alert) => alert.split('\n')[0])).toEqual([
      'gate/api:1.0.0 (also 1.0) fails its scan: 2 critical',
      expect.stringMatching(/^gate\/api:1\.0(\.0)? fails its scan and could not be quarantined$/),
      'gate/api:1.0.0 fails its scan: 2 critical',
    ]);
  });
});

test('a part that fails before its index is there costs the index its tags by the next walk', async () => {
  const started = await start({ '*': many });
  const { ecr, alerts } = started;
  await pushed(started, ecr, 'gate/api', [], manifest('amd64'));
  expect(alerts()).toEqual([expect.stringContaining('- Not quarantined: it has no tag to remove')]);
  const parent = await push(ecr, 'gate/api', ['1.0.0'], index(manifest('amd64')));
  await walkScans(started);
  await walkScans(started);
  expect(await tagsIn(ecr, 'gate/api')).toContain(`gate/api: ${quarantined(parent)}`);
  const about = alerts().filter((alert) => alert.startsWith('gate/api:1.0.0 fails its scan'));
  expect(about).toHaveLength(1);
  expect(about[0]).toContain('- None of them new, and 2 reported before');
  expect(about[0]).toContain(`as gate/api:${quarantined(parent)}. Removed: 1.0.0`);
});

test('an alert that cannot be sent is sent by the retry', async () => {
  const started = await start({ '*': many });
  started.aws.faults.set([{ operations: ['sns:*'], error: 'AuthorizationError', times: 1 }]);
  await pushed(started, started.ecr, 'team-a/web', ['1.0.0']);
  expect(started.alerts()).toHaveLength(1);
  expect(started.alerts()[0]).toContain('CVE-2026-1');
});

describe('an enhanced scan', () => {
  test('that may not be read is told with the right that is missing, until it may', async () => {
    const started = await start({ '*': { findings: some(1, 'CRITICAL') } }, 'ENHANCED');
    const { aws, ecr, stack, alerts, deadLetters } = started;
    const roleOf = (id: string) => stack.resources[id]?.arn ?? '';
    withhold(aws, roleOf('ScanRole'), 'inspector2:ListCoverage');
    await pushed(started, ecr, 'team-a/web', ['1.0.0']);
    expect(alerts()).toEqual([
      expect.stringMatching(/^Scans cannot be read: inspector2:ListCoverage is denied\n/),
    ]);
    expect(alerts()[0]).toContain(
      'is not authorized to perform: inspector2:ListCoverage on resource: arn:aws:inspector2:eu-west-1:123456789012:/coverage/list because',
    );
    expect(deadLetters()).not.toEqual([]);
    await walkScans(started);
    expect(alerts().map((alert) => alert.split('\n')[0])).toEqual([
      expect.stringContaining('Scans cannot be read'),
      expect.stringContaining('team-a/web:1.0.0 fails its scan'),
      expect.stringContaining('scanning.ignore in registry.yml'),
      expect.stringMatching(/^Resolved: Scans cannot be read/),
    ]);
  });

  test('is not taken for clean before Inspector has looked, and then is', async () => {
    const early = { untilInspected: 'COMPLETE', durations: { scan: 60_000 } } as const;
    const started = await start({}, 'ENHANCED', early);
    const { ecr, stack, alerts } = started;
    const digest = await push(ecr, 'team-a/web', ['1.0.0']);
    const walked = await walkScans(started);
    expect(walked).toMatchObject({ result: { counts: { failed: 0, unknown: 0, pending: 1 } } });
    const arn = 'arn:aws:ecr:eu-west-1:123456789012:repository/team-a/web';
    const done = (counts: object, status = 'INITIAL_SCAN_COMPLETE') => {
      const event = sampleEvent('aws.inspector2/scan-ecr.json', {
        'repository-name': arn,
        'image-digest': digest,
        'scan-status': status,
        'finding-severity-counts': counts,
      });
      return stack.invoke('scan', { ...event, region: 'eu-west-1', resources: [arn] });
    };
    const pending = { result: { results: [{ failed: false, pending: true, notified: 0 }] } };
    expect(await done({ HIGH: 7, TOTAL: 7 })).toMatchObject(pending);
    expect(await done({}, 'SOMETHING_ELSE')).toMatchObject(pending);
    for (const clean of [{}, { CRITICAL: 0, HIGH: 0, MEDIUM: 0, TOTAL: 0 }]) {
      const { result } = (await done(clean)) as { result: { results: object[] } };
      expect(result.results[0]).not.toHaveProperty('pending');
    }
    expect(alerts().filter((alert) => !alert.includes('ignore-expired'))).toEqual([]);
  });

  test('with 200 findings, an event each, is looked at a few times and told once', async () => {
    const started = await start({ '*': { findings: some(200, 'CRITICAL') } }, 'ENHANCED');
    const { aws, ecr, stack, invocations, alerts } = started;
    const calls = recordCalls(aws);
    await push(ecr, 'team-a/web', ['1.0.0']);
    await scansDone(started);
    await stack.idle();
    const scans = invocations.filter(({ functionName }) => functionName === 'scan');
    // One for the scan as a whole, and one for each finding.
    expect(scans).toHaveLength(201);
    expect(scans.every(({ outcome }) => outcome.ok)).toBe(true);
    const times = (call: string) => calls.filter((it) => it === call).length;
    expect(alerts()).toHaveLength(1);
    expect(alerts()[0]).toContain('- and 190 more new ones');
    expect(times('ecr:BatchGetImage')).toBe(0);
  });

  test('whose look fails is looked at by the retry', async () => {
    const started = await start({ '*': { findings: some(3, 'CRITICAL') } }, 'ENHANCED');
    const operations = ['ecr:DescribeImageScanFindings'];
    started.aws.faults.set([{ operations, error: 'AccessDeniedException', times: 1 }]);
    await pushed(started, started.ecr, 'team-a/web', ['1.0.0']);
    expect(started.invocations.filter(({ outcome }) => !outcome.ok)).toHaveLength(1);
    expect(started.alerts().map((alert) => alert.split('\n')[0])).toEqual([
      'Scans cannot be read: ecr:DescribeImageScanFindings is denied',
      'team-a/web:1.0.0 fails its scan: 3 critical',
    ]);
  });

  test('that has shown nothing for a day has nothing', async () => {
    let now = Date.now() - 86_400_000 - 1000;
    const early = { untilInspected: 'COMPLETE', durations: { scan: 60_000 } } as const;
    const started = await start({}, 'ENHANCED', { ...early, now: () => new Date(now) });
    await push(started.ecr, 'team-a/web', ['1.0.0']);
    now = Date.now();
    const walked = await walkScans(started);
    expect(walked).toMatchObject({ result: { counts: { failed: 0, unknown: 0, pending: 0 } } });
  });

  test('tells nothing again of a finding that is known', async () => {
    const findings = { '*': { findings: some(1, 'CRITICAL') } };
    const started = await start(findings, 'ENHANCED');
    const { ecr, stack, alerts } = started;
    const digest = await pushed(started, ecr, 'team-a/web', ['1.0.0']);
    expect(alerts()).toHaveLength(1);
    const id = `arn:aws:ecr:eu-west-1:123456789012:repository/team-a/web/${digest}`;
    const finding = sampleEvent('aws.inspector2/finding-active.json', {
      resources: [{ type: 'AWS_ECR_CONTAINER_IMAGE', id }],
    });
    expect(stack.deliver({ ...finding, region: 'eu-west-1' })).toEqual(['scan']);
    await stack.idle();
    expect(alerts()).toHaveLength(1);
  });

  test('of an image that is archived says so, once', async () => {
    const started = await start({}, 'ENHANCED');
    const { ecr, stack, alerts } = started;
    const digest = await pushed(started, ecr, 'team-a/web', ['1.0.0']);
    const image = { repositoryName: 'team-a/web', imageId: { imageDigest: digest } };
    await ecr.send(new UpdateImageStorageClassCommand({ ...image, targetStorageClass: 'ARCHIVE' }));
    const coverage = sampleEvent('aws.inspector2/coverage-expired.json');
    const arn = `arn:aws:ecr:eu-west-1:123456789012:repository/team-a/web/${digest}`;
    for (const _ of [1, 2]) {
      const event = { ...coverage, region: 'eu-west-1', resources: [arn] };
      expect(stack.deliver(event)).toEqual(['scan']);
    }
    await stack.idle();
    expect(alerts()).toEqual([expect.stringContaining('it is archived, and archived images')]);
  });
});

describe('an event', () => {
  test('whatever is in it, is handled or refused with a reason', async () => {
    const { stack, deadLetters, alerts } = await start();
    const files = [
      'aws.ecr/image-scan-complete.json',
      'aws.ecr/scan-resource-change.json',
      'aws.ecr/cloudtrail-put-image-scanning-configuration.json',
      'aws.inspector2/scan.json',
      'aws.inspector2/finding-active.json',
      'aws.inspector2/coverage-expired.json',
    ];
    const samples = files.map(
      (file) => JSON.parse(readFileSync(`events/${file}`, 'utf8')) as object,
    );
    const value = fc.oneof(
      fc.constantFrom<unknown>(
        undefined,
        null,
        '',
        [],
        {},
        -1,
        'x'.repeat(100_000),
        '../../\n\u202e',
      ),
      fc.jsonValue(),
    );
    const changed = fc
      .record({ event: fc.constantFrom(...samples), at: fc.nat(), value })
      .map(({ event, at, value }) => mutated(event, at, value));
    const events = fc.sample(changed, 100);
    const outcomes = await Promise.all(events.map((event) => stack.invoke('scan', event)));
    let refused = 0;
    for (const [at, outcome] of outcomes.entries()) {
      expect(outcome, JSON.stringify(events[at]).slice(0, 5000)).toMatchObject({ ok: true });
      const { acknowledged, problems } = outcome.ok ? (outcome.result as Refusal) : {};
      if (!acknowledged) continue;
      refused += 1;
      expect(problems?.join()).toMatch(/\w+: \w+/);
    }
    expect(refused).toBeGreaterThan(10);
    expect(outcomes.length - refused).toBeGreaterThan(10);
    expect(deadLetters()).toEqual([]);
    expect(alerts()).toEqual([]);
  });
});

describe('the walk', () => {
  test('comes to the same end when every tenth event is lost', async () => {
    const { isLost, lost } = everyTenth();
    const undisturbed = await endState(() => false);
    const disturbed = await endState(isLost);
    expect(lost).toHaveLength(2);
    expect(disturbed.end).toEqual(undisturbed.end);
    expect(undisturbed.end.told).toHaveLength(14);
    expect(undisturbed.end.tags.filter((line) => line.includes('quarantine-'))).toHaveLength(3);
    // The entry of ignore that has expired; and in one message what was lost.
    expect([undisturbed.later, disturbed.later]).toEqual([1, 2]);
  });
});

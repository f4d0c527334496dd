import { readFileSync } from 'node:fs';
import {
  CreatePullThroughCacheRuleCommand,
  type ECRClient,
  paginateDescribeImages,
  StartImageScanCommand,
  UpdateImageStorageClassCommand,
} from '@aws-sdk/client-ecr';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { AwsEvent } from '../../local/events/event.ts';
import type { LocalAwsOptions } from '../../local/options.ts';
import { index, manifest } from '../local/images.ts';
import { recordCalls } from '../support/calls.ts';
import { createRepositories, push } from '../support/images.ts';
import { scanOnPush, some } from '../support/scanning.ts';
import { sampleEvent, startTestStack, type TestStack } from '../support/stack.ts';

const registryYml = `
scanning:
  rules:
    - {rule: gate, repositories: ['gate/*'], fail: {critical: 0}, action: quarantine, message: Ask the team.}
    - {rule: app, repositories: ['team-a/*'], fail: {critical: 0, high: 5}}
  sweep: {newest: 20}
  ignore: [{id: CVE-OLD, until: 2020-01-31, reason: waited for a release}]
`;

const quarantined = (digest: string) => `quarantine-${digest.slice(7, 19)}`;

interface ScanStack extends TestStack {
  /** How many scans have ended, and how many tests have waited for. */
  scans: { ended: number; awaited: number };
}

async function start(
  findings: LocalAwsOptions['findings'] = {},
  scanType: 'BASIC' | 'ENHANCED' = 'BASIC',
  options: LocalAwsOptions = {},
  isLost: (event: AwsEvent) => boolean = () => false,
): Promise<ScanStack> {
  const environment = { GATHER_SECONDS: '1' };
  const started = await startTestStack(registryYml, { findings, ...options }, environment, isLost);
  const scans = { ended: 0, awaited: 0 };
  started.aws.bus.subscribe((event) => {
    if (/^(ECR Image|Inspector2) Scan$/.test(event['detail-type'])) scans.ended += 1;
  });
  await scanOnPush(started, scanType);
  await createRepositories(started.ecr, 'team-a/web', 'gate/api', 'team-b/any');
  return { ...started, scans };
}

async function pushed(started: ScanStack, ...parameters: Parameters<typeof push>) {
  const digest = await push(...parameters);
  await scansDone(started);
  return digest;
}

/** A scan takes a moment before its event, and the event starts functions. */
async function scansDone({ stack, scans }: ScanStack, count = 1): Promise<void> {
  scans.awaited += count;
  await vi.waitFor(() => expect(scans.ended).toBeGreaterThanOrEqual(scans.awaited), 20_000);
  await stack.idle();
}

async function tagsIn(ecr: ECRClient, ...repositories: string[]): Promise<string[]> {
  const lines: string[] = [];
  for (const repositoryName of repositories) {
    for await (const page of paginateDescribeImages({ client: ecr }, { repositoryName })) {
      for (const { imageTags = [] } of page.imageDetails ?? []) {
        lines.push(`${repositoryName}: ${imageTags.toSorted()}`);
      }
    }
  }
  return lines.toSorted();
}

const many = {
  findings: [...some(2, 'CRITICAL'), ...some(6, 'HIGH', 'H-'), ...some(3, 'LOW', 'L-')],
};

describe('a basic scan', () => {
  test('with no more findings than the rule takes costs one call and tells nobody', async () => {
    const started = await start({ '*': { findings: some(5) } });
    const { aws, ecr, alerts } = started;
    const calls = recordCalls(aws);
    await pushed(started, ecr, 'team-a/web', ['1.0.0']);
    await pushed(started, ecr, 'team-b/any', ['1.0.0']);
    const ours = calls.filter((call) => call !== 'ecr:PutImage' && call !== 'ecr:DescribeImages');
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
    expect(alert).toContain('To do:\n- Rebuild on a newer base');
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
    expect(alerts()[1]).toContain('- 1 of them new, and 1 told before\n- CVE-2026-2 critical: ');
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
      expect.stringContaining('the scanner does not know its operating system, or what it is'),
    ]);
    expect(started.alerts()[0]).toMatch(
      /^Nobody knows the vulnerabilities of team-a\/web:broken\n/,
    );
  });

  test('of a part of a multi-arch image is reported by the tags of the index that lists it', async () => {
    const started = await start({ '*': many }, 'BASIC', { durations: { scan: 300 } });
    const { aws, ecr, stack, alerts } = started;
    const calls = recordCalls(aws);
    const parts = [manifest('amd64'), manifest('arm64')];
    const digests: string[] = [];
    for (const part of parts) digests.push(await push(ecr, 'team-a/web', [], part));
    await push(ecr, 'team-a/web', ['unlike'], manifest('of one platform'));
    await push(ecr, 'team-a/web', ['old'], index(manifest('amd64')));
    const parent = await push(ecr, 'team-a/web', ['2.0.0', 'latest'], index(...parts));
    await vi.waitFor(() => expect(alerts()).toHaveLength(3), 20_000);
    await stack.idle();
    const of = (digest = '') => alerts().find((alert) => alert.includes(`- ${digest}`));
    expect(of(digests[0])).toMatch(/^team-a\/web:old fails its scan/);
    expect(of(digests[1])).toMatch(/^team-a\/web:2\.0\.0 \(also latest\) fails its scan/);
    expect(of(digests[1])).toContain(`- ${digests[1]}, part of ${parent}`);
    // Reading an index counts as a pull of it: from the next one on, until one lists the image, once.
    const reads = () => calls.filter((call) => call === 'ecr:BatchGetImage').length;
    expect(reads()).toBe(3);
    await stack.fire('scan-sweep');
    expect(reads()).toBe(3);
  });
});

describe('quarantine', () => {
  test('replaces all tags of a new image that fails, and the image stays', async () => {
    const started = await start({ '*': many });
    const digest = await pushed(started, started.ecr, 'gate/api', ['1.0.0', 'latest']);
    expect(await tagsIn(started.ecr, 'gate/api')).toEqual([`gate/api: ${quarantined(digest)}`]);
    const [alert = ''] = started.alerts();
    expect(alert).toContain(
      `- Quarantined: it stays, as gate/api:${quarantined(digest)}, and lost 1.0.0, latest`,
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
      expect.stringContaining('- Not quarantined: it was pushed too'),
    ]);
  });

  test('is done by the retry when it breaks off, and reported once', async () => {
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

test('a part that fails before its index is there costs the index its tags at the next scheduled run', async () => {
  const started = await start({ '*': many });
  const { ecr, stack, alerts } = started;
  await pushed(started, ecr, 'gate/api', [], manifest('amd64'));
  expect(alerts()).toEqual([
    expect.stringContaining('- Not quarantined: it has no tag to take away'),
  ]);
  const parent = await push(ecr, 'gate/api', ['1.0.0'], index(manifest('amd64')));
  await stack.fire('scan-sweep');
  await stack.fire('scan-sweep');
  expect(await tagsIn(ecr, 'gate/api')).toContain(`gate/api: ${quarantined(parent)}`);
  const about = alerts().filter((alert) => alert.startsWith('gate/api:1.0.0 fails its scan'));
  expect(about).toHaveLength(1);
  expect(about[0]).toContain('- None of them new, and 2 told before');
  expect(about[0]).toContain(`it stays, as gate/api:${quarantined(parent)}, and lost 1.0.0`);
});

test('an image in a cache keeps its tags, as ECR would fetch them again', async () => {
  const started = await start({ '*': many });
  const rule = { ecrRepositoryPrefix: 'gate', upstreamRegistryUrl: 'quay.io' };
  await started.ecr.send(new CreatePullThroughCacheRuleCommand(rule));
  await pushed(started, started.ecr, 'gate/api', ['1.0.0']);
  expect(await tagsIn(started.ecr, 'gate/api')).toEqual(['gate/api: 1.0.0']);
  expect(started.alerts()).toEqual([
    expect.stringContaining('- Not quarantined: a cache rule would fetch its tags again'),
  ]);
});

test('an alert that cannot be sent is sent by the retry', async () => {
  const started = await start({ '*': many });
  started.aws.faults.set([{ operations: ['sns:*'], error: 'AuthorizationError', times: 1 }]);
  await pushed(started, started.ecr, 'team-a/web', ['1.0.0']);
  expect(started.alerts()).toHaveLength(1);
  expect(started.alerts()[0]).toContain('CVE-2026-1');
});

describe('an enhanced scan', () => {
  test('with 200 findings, an event each, is looked at a few times and reported once', async () => {
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
  }, 20_000);

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

  test('that may not be read is reported with the right that is missing, until it may', async () => {
    const started = await start({ '*': { findings: some(1, 'CRITICAL') } }, 'ENHANCED');
    const { aws, ecr, stack, alerts, deadLetters } = started;
    const rights = ['ecr:DescribeImageScanFindings', 'inspector2:ListFindings'];
    aws.permissions.declare('ecr-steward-local-scan', rights);
    aws.permissions.declare('ecr-steward-local-scan-sweep', rights);
    await pushed(started, ecr, 'team-a/web', ['1.0.0']);
    expect(await stack.fire('scan-sweep')).toMatchObject({ ok: false });
    expect(alerts()).toEqual([
      expect.stringMatching(/^Scans cannot be read: inspector2:ListCoverage is denied\n/),
    ]);
    expect(alerts()[0]).toContain(
      'is not authorized to perform: inspector2:ListCoverage on resource: arn:aws:inspector2:eu-west-1:123456789012:/coverage/list because',
    );
    expect(deadLetters()).not.toEqual([]);
    aws.permissions.declare('ecr-steward-local-scan-sweep', [...rights, 'inspector2:ListCoverage']);
    await stack.fire('scan-sweep');
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
    const sweep = await stack.fire('scan-sweep');
    expect(sweep).toMatchObject({ result: { counts: { failed: 0, unknown: 0, pending: 1 } } });
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
    const pending = { result: { results: [{ failed: false, pending: true, told: 0 }] } };
    expect(await done({ HIGH: 7, TOTAL: 7 })).toMatchObject(pending);
    expect(await done({}, 'SOMETHING_ELSE')).toMatchObject(pending);
    for (const clean of [{}, { CRITICAL: 0, HIGH: 0, MEDIUM: 0, TOTAL: 0 }]) {
      const { result } = (await done(clean)) as { result: { results: object[] } };
      expect(result.results[0]).not.toHaveProperty('pending');
    }
    expect(alerts().filter((alert) => !alert.includes('ignore-expired'))).toEqual([]);
  });

  test('that has shown nothing for a day has nothing', async () => {
    let now = Date.now() - 86_400_000 - 1000;
    const early = { untilInspected: 'COMPLETE', durations: { scan: 60_000 } } as const;
    const started = await start({}, 'ENHANCED', { ...early, now: () => new Date(now) });
    await push(started.ecr, 'team-a/web', ['1.0.0']);
    now = Date.now();
    const sweep = await started.stack.fire('scan-sweep');
    expect(sweep).toMatchObject({ result: { counts: { failed: 0, unknown: 0, pending: 0 } } });
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
  }, 30_000);
});

interface Refusal {
  acknowledged?: boolean;
  problems?: string[];
}

/** The event with one member, anywhere in it, changed to a value. */
function mutated(event: object, at: number, value: unknown): object {
  const copy = structuredClone(event) as Record<string, unknown>;
  const places: [object, string][] = [];
  const visit = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return;
    for (const key of Object.keys(node)) {
      places.push([node, key]);
      visit(Reflect.get(node, key));
    }
  };
  visit(copy);
  const [node, key] = places[at % places.length] ?? [copy, 'detail'];
  Reflect.set(node, key, value);
  return copy;
}

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

/** Images in two repositories; every third has two findings that are too many. */
const twenty = Array.from({ length: 20 }, (_, at) => ({
  repository: at % 2 ? 'gate/api' : 'team-a/web',
  tag: `${at}.0.0`,
  findings: at % 3 === 0 ? some(2, 'CRITICAL', `CVE-${at}-`) : [],
}));

/** Pushes them and sweeps; answers the end state. */
async function endState(isLost: (event: AwsEvent) => boolean) {
  const findings = Object.fromEntries(
    twenty.map(({ repository, tag, findings }) => [`${repository}:${tag}`, { findings }]),
  );
  const started = await start(findings, 'BASIC', {}, isLost);
  for (const { repository, tag } of twenty) await push(started.ecr, repository, [tag]);
  await scansDone(started, twenty.length);
  const before = started.alerts().length;
  expect(await started.stack.fire('scan-sweep')).toMatchObject({ ok: true });
  const told =
    started
      .alerts()
      .join('\n')
      .match(/CVE-\d+-\d (?=critical)/g) ?? [];
  const tags = await tagsIn(started.ecr, 'team-a/web', 'gate/api');
  return { end: { told: told.toSorted(), tags }, later: started.alerts().length - before };
}

/** Loses every tenth scan event, from the first one on that says something fails. */
function everyTenth() {
  const lost: AwsEvent[] = [];
  let count = 0;
  const isLost = (event: AwsEvent) => {
    if (event['detail-type'] !== 'ECR Image Scan') return false;
    const [tag = ''] = (event.detail as { 'image-tags': string[] })['image-tags'];
    count += count > 0 || Number.parseInt(tag, 10) % 3 === 0 ? 1 : 0;
    if (count % 10 !== 1) return false;
    lost.push(event);
    return true;
  };
  return { isLost, lost };
}

describe('the sweep', () => {
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
  }, 20_000);

  test('tells nothing twice, neither failures nor what is unknown', async () => {
    const started = await start(
      { 'team-a/web:broken': { status: 'FAILED' }, '*': many },
      'BASIC',
      {},
      (event) => event['detail-type'] === 'ECR Image Scan',
    );
    const { ecr, stack, alerts } = started;
    await push(ecr, 'team-a/web', ['1.0.0']);
    await push(ecr, 'team-a/web', ['1.1.0']);
    await push(ecr, 'team-a/web', ['broken']);
    await scansDone(started, 3);
    await stack.fire('scan-sweep');
    expect(alerts()).toEqual([
      expect.stringMatching(/^2 images that fail their scans in team-a\/web\n/),
      expect.stringMatching(/^Nobody knows the vulnerabilities of team-a\/web:broken\n/),
      expect.stringMatching(
        /^1 entry of scanning\.ignore .*\n\n- CVE-OLD, until 2020-01-31: waited for a release\n/,
      ),
    ]);
    expect(await stack.fire('scan-sweep')).toMatchObject({
      result: {
        lookedAt: { repositories: 2, images: 3 },
        counts: { failed: 2, unknown: 1 },
        told: 0,
      },
    });
    expect(alerts()).toHaveLength(3);
  });
});

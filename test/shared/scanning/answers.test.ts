import { ECRClient } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { lookAt } from '../../../shared/scanning/findings/result.ts';
import { compileScanning } from '../../../shared/scanning/rules.ts';

/** Answers that ECR has been seen to give, and the embedded AWS does not give all of. */

const { scanning } = parseRegistryConfig(`
scanning:
  rules:
    - {rule: fixable, repositories: ['fixable/*'], fail: {critical: 0, high: 2}, onlyFixable: true}
    - {rule: all, fail: {critical: 0, high: 2}}
`);

const now = new Date('2026-11-20T12:00:00Z');
const aMinuteAgo = new Date(now.getTime() - 60_000);

/** What comes of an answer about an image that was pushed then. */
async function verdictOf(
  answer: object,
  { repository = 'team-a/web', pushedAt = aMinuteAgo, inspected = false } = {},
) {
  const ecr = answering(answer);
  const compiled = compileScanning(scanning);
  const rule = compiled.ruleFor(repository);
  if (rule === undefined) throw new Error('no rule');
  const image = { repository, digest: `sha256:${'a'.repeat(64)}`, tags: ['1'], pushedAt };
  return lookAt(ecr, compiled, rule, image, { now, inspected });
}

function answering(answer: object): ECRClient {
  const handle = async () => {
    const headers = { 'content-type': 'application/x-amz-json-1.1' };
    const body = new TextEncoder().encode(JSON.stringify(answer));
    return { response: { statusCode: 200, headers, body } };
  };
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const requestHandler = { handle: handle as never };
  return new ECRClient({ region: 'eu-west-1', credentials, requestHandler });
}

const complete = { imageScanStatus: { status: 'COMPLETE', description: 'It was.' } };
const active = { imageScanStatus: { status: 'ACTIVE' } };
const found = (severity: string, fixAvailable: string, count: number) =>
  Array.from({ length: count }, (_, at) => ({
    status: 'ACTIVE',
    title: `CVE-${severity}-${at}`,
    ...{ severity, fixAvailable },
  }));

describe('complete, without findings', () => {
  const bare = { ...complete, imageScanFindings: { findings: [] } };

  test.each([
    bare,
    { ...complete, imageScanFindings: {} },
    { ...complete, imageScanFindings: { enhancedFindings: [], findingSeverityCounts: {} } },
    complete,
  ])('and without a time or a count is not clean right after the push: %j', async (answer) => {
    expect(await verdictOf(answer)).toEqual({ verdict: 'pending' });
  });

  test('is clean a day later, or when Inspector has said so', async () => {
    const pushedAt = new Date(now.getTime() - 86_400_000);
    expect(await verdictOf(bare, { pushedAt })).toEqual({ verdict: 'passed' });
    expect(await verdictOf(bare, { inspected: true })).toEqual({ verdict: 'passed' });
  });

  test('is clean when it says when that was, as basic scanning does', async () => {
    const imageScanFindings = { findings: [], imageScanCompletedAt: 1_795_000_000 };
    const answer = { ...complete, imageScanFindings };
    expect(await verdictOf(answer)).toEqual({ verdict: 'passed' });
  });
});

describe('enhanced findings', () => {
  const findings = [...found('CRITICAL', 'NO', 3), ...found('HIGH', 'NO', 4)];
  const findingSeverityCounts = { CRITICAL: 3, HIGH: 4 };
  const imageScanFindings = { enhancedFindings: findings, findingSeverityCounts };

  test.each([complete, active])('are judged whatever the status is: %j', async (status) => {
    const answer = { ...status, imageScanFindings };
    expect(await verdictOf(answer)).toMatchObject({
      verdict: 'failed',
      failure: { judgement: { counts: { CRITICAL: 3, HIGH: 4 } } },
    });
    expect(await verdictOf(answer, { repository: 'fixable/web' })).toEqual({ verdict: 'passed' });
  });

  test('that are active and few enough, or none, pass', async () => {
    const few = { enhancedFindings: found('HIGH', 'YES', 2), findingSeverityCounts: { HIGH: 2 } };
    expect(await verdictOf({ ...active, imageScanFindings: few })).toEqual({ verdict: 'passed' });
    const none = { findings: [] };
    expect(await verdictOf({ ...active, imageScanFindings: none })).toEqual({ verdict: 'passed' });
  });
});

test.each([complete, active])(
  'findings that are counted and not shown are not clean: %j',
  async (status) => {
    const imageScanFindings = { findings: [], findingSeverityCounts: { CRITICAL: 3 } };
    expect(await verdictOf({ ...status, imageScanFindings })).toMatchObject({
      verdict: 'unknown',
      unknown: { status: 'FINDINGS_UNAVAILABLE' },
    });
  },
);

test('counts of nothing say no more than none', async () => {
  const imageScanFindings = { findings: [], findingSeverityCounts: { CRITICAL: 0 } };
  expect(await verdictOf({ ...complete, imageScanFindings })).toEqual({ verdict: 'pending' });
});

test('an image that cannot be scanned is unknown, and not clean', async () => {
  const answer = { imageScanStatus: { status: 'UNSUPPORTED_IMAGE' } };
  expect(await verdictOf(answer)).toMatchObject({
    verdict: 'unknown',
    unknown: { status: 'UNSUPPORTED_IMAGE' },
  });
});

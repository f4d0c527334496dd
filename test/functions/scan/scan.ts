import { type ECRClient, paginateDescribeImages } from '@aws-sdk/client-ecr';
import { expect } from 'vitest';
import type { AwsEvent } from '../../../local/events/event.ts';
import type { LocalAwsOptions } from '../../../local/options.ts';
import { compileScanning } from '../../../shared/scanning/rules.ts';
import { scanVisitor } from '../../../shared/scanning/visitor.ts';
import { unused } from '../../support/acting.ts';
import { createRepositories, push } from '../../support/images.ts';
import { scanOnPush, some } from '../../support/scanning.ts';
import { soon } from '../../support/soon.ts';
import { startTestStack, type TestStack } from '../../support/stack.ts';
import { visitingOf, walkFor } from '../walking.ts';

const registryYml = `
scanning:
  rules:
    - {rule: gate, repositories: ['gate/*'], fail: {critical: 0}, action: quarantine, message: Ask the team.}
    - {rule: app, repositories: ['team-a/*'], fail: {critical: 0, high: 5}}
  sweep: {newest: 20}
  ignore: [{id: CVE-OLD, until: 2020-01-31, reason: waited for a release}]
`;

export const quarantined = (digest: string) => `quarantine-${digest.slice(7, 19)}`;

interface ScanStack extends TestStack {
  /** How many scans have ended, and how many tests have waited for. */
  scans: { ended: number; awaited: number };
}

export async function start(
  findings: LocalAwsOptions['findings'] = {},
  scanType: 'BASIC' | 'ENHANCED' = 'BASIC',
  options: LocalAwsOptions = {},
  isLost: (event: AwsEvent) => boolean = () => false,
): Promise<ScanStack> {
  const environment = { GATHER_SECONDS: '0' };
  const started = await startTestStack(registryYml, { findings, ...options }, environment, isLost);
  const scans = { ended: 0, awaited: 0 };
  started.aws.bus.subscribe((event) => {
    if (/^(ECR Image|Inspector2) Scan$/.test(event['detail-type'])) scans.ended += 1;
  });
  await scanOnPush(started, scanType);
  await createRepositories(started.ecr, 'team-a/web', 'gate/api', 'team-b/any');
  return { ...started, scans };
}

/** Walks the registry for scans alone. */
export function walkScans(started: TestStack) {
  const { declared, ...visiting } = visitingOf(started, registryYml);
  const scanning = compileScanning(declared.scanning);
  return walkFor(started, scanVisitor({ ...visiting, scanning, guard: unused }));
}

export async function pushed(started: ScanStack, ...parameters: Parameters<typeof push>) {
  const digest = await push(...parameters);
  await scansDone(started);
  return digest;
}

/** A scan takes a moment before its event, and the event starts functions. */
export async function scansDone({ stack, scans }: ScanStack, count = 1): Promise<void> {
  scans.awaited += count;
  await soon(() => expect(scans.ended).toBeGreaterThanOrEqual(scans.awaited));
  await stack.idle();
}

export async function tagsIn(ecr: ECRClient, ...repositories: string[]): Promise<string[]> {
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

export const many = {
  findings: [...some(2, 'CRITICAL'), ...some(6, 'HIGH', 'H-'), ...some(3, 'LOW', 'L-')],
};

export interface Refusal {
  acknowledged?: boolean;
  problems?: string[];
}

/** The event with one member, anywhere in it, changed to a value. */
export function mutated(event: object, at: number, value: unknown): object {
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

/** Images in two repositories; every third has two findings that are too many. */
const twenty = Array.from({ length: 20 }, (_, at) => ({
  repository: at % 2 ? 'gate/api' : 'team-a/web',
  tag: `${at}.0.0`,
  findings: at % 3 === 0 ? some(2, 'CRITICAL', `CVE-${at}-`) : [],
}));

/** Pushes them and walks the registry; answers the end state. */
export async function endState(isLost: (event: AwsEvent) => boolean) {
  const findings = Object.fromEntries(
    twenty.map(({ repository, tag, findings }) => [`${repository}:${tag}`, { findings }]),
  );
  const started = await start(findings, 'BASIC', {}, isLost);
  for (const { repository, tag } of twenty) await push(started.ecr, repository, [tag]);
  await scansDone(started, twenty.length);
  const before = started.alerts().length;
  expect(await walkScans(started)).toMatchObject({ ok: true });
  const told =
    started
      .alerts()
      .join('\n')
      .match(/CVE-\d+-\d (?=critical)/g) ?? [];
  const tags = await tagsIn(started.ecr, 'team-a/web', 'gate/api');
  return { end: { told: told.toSorted(), tags }, later: started.alerts().length - before };
}

/** Loses every tenth scan event, from the first one on that says something fails. */
export function everyTenth() {
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

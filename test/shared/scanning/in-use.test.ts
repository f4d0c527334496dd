import { type ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { logger } from '../../../shared/runtime/logger.ts';
import { planForImage } from '../../../shared/scanning/plan.ts';
import { planForRegistry } from '../../../shared/scanning/plan-registry.ts';
import { compileScanning } from '../../../shared/scanning/rules.ts';
import type { ImageUse, Uses } from '../../../shared/use/uses.ts';
import { digestOf } from '../../local/images.ts';
import { recordCalls } from '../../support/calls.ts';
import { manifest } from '../../support/images.ts';
import { startScanWalks } from './walking.ts';

const forUsed = `{rule: runs, repositories: ['team/**'], inUse: true, fail: {critical: 0}}`;
const lenient = '{rule: others, fail: {critical: 5}}';
const rulesOf = (...rules: string[]) => `{rules: [${rules.join(', ')}]}`;

const scanningOf = (text: string) =>
  compileScanning(parseRegistryConfig(`scanning: ${text}`).scanning);

const used = (
  repository: string,
  by: string[],
  imageId: ImageUse['imageId'],
  more: Partial<ImageUse> = {},
): ImageUse => ({ repository, by, imageId, ...more });

const knownOf = (...images: ImageUse[]): Uses => ({ images, unknown: [] });
const unknown: Uses['unknown'] = [{ source: 'ecs', why: 'ecs:ListClusters is denied' }];

const ociIndex = 'application/vnd.oci.image.index.v1+json';

async function pushIndex(
  ecr: ECRClient,
  repositoryName: string,
  imageTag: string | undefined,
  parts: readonly string[],
): Promise<string> {
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifests = parts.map((digest) => ({ digest, mediaType, size: 1 }));
  const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType: ociIndex, manifests });
  const imageManifestMediaType = ociIndex;
  const input = { repositoryName, imageManifest, imageManifestMediaType };
  await ecr.send(new PutImageCommand({ ...input, ...(imageTag !== undefined && { imageTag }) }));
  return digestOf(imageManifest);
}

describe('a rule for images in use', () => {
  test('decides on what runs; others fall to the next rule', async () => {
    const { ecr, push } = await startScanWalks();
    const runs = await push('team/a', 'bad0');
    await push('team/a', 'bad1');
    const uses = knownOf(used('team/a', ['ECS service prod/a'], { imageTag: 'bad0' }));
    const plan = await planForRegistry(ecr, scanningOf(rulesOf(forUsed, lenient)), { uses });
    expect(plan.failures.map(({ digest, rule }) => [digest, rule.rule])).toEqual([[runs, 'runs']]);
    expect(plan.lookedAt.images).toBe(2);
  });

  test('checks nothing else where it is alone', async () => {
    const { ecr, aws, push } = await startScanWalks();
    const runs = await push('team/a', 'bad0');
    await push('team/a', 'bad1');
    await push('team/b', 'bad2');
    const uses = knownOf(used('team/a', ['ECS service prod/a'], { imageDigest: runs }));
    const calls = recordCalls(aws);
    const plan = await planForRegistry(ecr, scanningOf(rulesOf(forUsed)), { uses });
    expect(plan.failures.map(({ digest }) => digest)).toEqual([runs]);
    expect(plan).toMatchObject({ lookedAt: { images: 1 }, left: 0, others: 0 });
    expect(calls.filter((call) => call === 'ecr:DescribeImageScanFindings')).toHaveLength(1);
  });

  test.each([
    ['nobody is known to run', []],
    ['another one is known to run', [used('team/a', ['x'], { imageTag: 'clean' })]],
  ])('is for an image that %s, while a source is unknown', async (_, images) => {
    const { ecr, push } = await startScanWalks();
    const bad = await push('team/a', 'bad0');
    await push('team/a', 'clean');
    const uses = { images, unknown };
    const scanning = scanningOf(rulesOf(forUsed, lenient));
    const plan = await planForRegistry(ecr, scanning, { uses });
    expect(plan.failures).toMatchObject([{ digest: bad, rule: { rule: 'runs' } }]);
    const imageId = { imageDigest: bad };
    const one = await planForImage(
      ecr,
      scanning,
      { repositoryName: 'team/a', imageId },
      async () => uses,
    );
    expect(one.failures).toMatchObject([{ digest: bad, rule: { rule: 'runs' } }]);
  });

  test('is for the parts of an image that runs, tagged or not, and says who runs them', async () => {
    const { ecr, push } = await startScanWalks();
    const [part, other] = [await push('team/a', 'bad0', []), await push('team/a', 'bad1', [])];
    const index = await pushIndex(ecr, 'team/a', undefined, [part]);
    await pushIndex(ecr, 'team/a', 'other', [other]);
    const uses = knownOf(used('team/a', ['ECS service prod/a'], { imageDigest: index }));
    const scanning = scanningOf(rulesOf(forUsed, lenient));
    const plan = await planForRegistry(ecr, scanning, { uses });
    expect(plan.failures).toMatchObject([
      { digest: part, rule: { rule: 'runs' }, usedBy: { by: ['ECS service prod/a'], count: 1 } },
    ]);
    const atEvent = async (imageDigest: string) => {
      const scope = { repositoryName: 'team/a', imageId: { imageDigest } };
      return (await planForImage(ecr, scanning, scope, async () => uses)).failures.length;
    };
    expect([await atEvent(part), await atEvent(other)]).toEqual([1, 0]);
  });

  test('is for all images where the parts of an index cannot be read', async () => {
    const { ecr, push } = await startScanWalks();
    const part = await push('team/a', 'bad0', []);
    const index = await pushIndex(ecr, 'team/a', 'all', [part]);
    const uses = knownOf(used('team/a', ['ECS service prod/a'], { imageDigest: index }));
    const warn = vi.spyOn(logger, 'warn').mockReturnValue(undefined);
    onTestFinished(() => warn.mockRestore());
    ecr.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'BatchGetImageCommand') throw new Error('not now');
          return next(args);
        },
      { step: 'initialize' },
    );
    const scanning = scanningOf(rulesOf(forUsed, lenient));
    const plan = await planForRegistry(ecr, scanning, { uses });
    expect(plan.failures).toMatchObject([{ digest: part, rule: { rule: 'runs' } }]);
    expect(warn).toHaveBeenCalledOnce();
  });
});

describe('images that run', () => {
  test('are checked first, whatever the bounds', async () => {
    const { ecr, push } = await startScanWalks();
    const runs = await push('team/a', 'bad0');
    for (const name of ['clean1', 'clean2', 'clean3']) await push('team/b', name);
    const uses = knownOf(used('team/a', ['function api'], { imageTag: 'bad0' }));
    const sweep = '{newest: 0, pulledWithinDays: 0, maxImages: 1}';
    const scanning = scanningOf(`{rules: [{rule: all, fail: {critical: 0}}], sweep: ${sweep}}`);
    const plan = await planForRegistry(ecr, scanning, { uses });
    expect(plan.looked).toEqual([`team/a@${runs}`]);
    expect(plan).toMatchObject({ lookedAt: { images: 1 }, left: 0, others: 3, untagged: 0 });
  });

  test('are counted once, also where they are among the newest', async () => {
    const { ecr, push } = await startScanWalks();
    await push('team/a', 'bad0');
    await push('team/a', 'clean1', []);
    await push('team/b', 'clean2');
    const uses = knownOf(
      used('team/a', ['one'], { imageTag: 'bad0' }),
      used('team/a', ['two'], { imageDigest: digestOf(manifest('clean1')) }),
      used('team/a', ['three'], { imageTag: 'gone' }),
    );
    const scanning = scanningOf('{rules: [{rule: all, fail: {critical: 0}}], sweep: {newest: 1}}');
    const plan = await planForRegistry(ecr, scanning, { uses });
    expect(plan).toMatchObject({ lookedAt: { images: 3 }, left: 0, others: 0, untagged: 0 });
  });

  test('are reported by a walk with who runs them', async () => {
    const { push, checking, night, ledger, ecr } = await startScanWalks();
    const index = await pushIndex(ecr, 'team/a', 'all', [await push('team/a', 'bad0', [])]);
    await push('team/b', 'bad1');
    await push('team/c', 'bad2');
    const services = Array.from({ length: 23 }, (_, at) => `ECS service prod/${at}`);
    const uses = async () =>
      knownOf(
        used('team/a', ['ECS service prod/web'], { imageDigest: index }),
        used('team/b', services, { imageTag: 'bad1' }, { standby: true }),
      );
    const with_ = checking(rulesOf('{rule: all, fail: {critical: 0}}'));
    const alerts: { title: string; what: readonly string[] }[] = [];
    const notify: typeof with_.notifier.notify = async (found) => {
      alerts.push(...found.flatMap((alert) => ('make' in alert ? [] : alert)));
      return found.length;
    };
    await night({ ...with_, ledger, notifier: { ...with_.notifier, notify } }, { uses });
    const linesOf = (start: string) => {
      const alert = alerts.find(({ title }) => title.startsWith(start));
      const line = alert?.what.find((it) => /^(Used|Kept)/.test(it));
      return [alert?.title.replace(/^\S+ /, ''), line];
    };
    expect(linesOf('team/a:all')).toEqual([
      'runs and fails its scan: 1 critical',
      'Used by ECS service prod/web',
    ]);
    expect(linesOf('team/b:bad1')).toEqual([
      'fails its scan: 1 critical',
      `Kept for a rollback by ${services.slice(0, 20).join(', ')} and 3 more`,
    ]);
    expect(linesOf('team/c:bad2')).toEqual(['fails its scan: 1 critical', undefined]);
  });
});
